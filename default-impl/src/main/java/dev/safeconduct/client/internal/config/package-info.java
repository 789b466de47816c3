/** The configuration: its keys, where their values come from, and the servers they describe. */
package dev.safeconduct.client.internal.config;
