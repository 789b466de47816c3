/** The loopback receiver of authorization responses (RFC 8252 §7.3). */
package dev.safeconduct.client.internal.callback;
