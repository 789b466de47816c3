/** From a protected resource to its authorization server (RFC 9728, RFC 8414). */
package dev.safeconduct.client.internal.discovery;
