/** The configuration: its keys, where their values come from, and which requests belong to which server. */
package dev.safeconduct.client.internal.config;
