/** Client authentication: one class for each method (RFC 6749 §2.3, RFC 7523, RFC 8705), and the keys that they take. */
package dev.safeconduct.client.internal.authentication;
