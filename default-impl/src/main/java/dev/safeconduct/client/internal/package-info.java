/** Puts a client together from its configuration. */
package dev.safeconduct.client.internal;
