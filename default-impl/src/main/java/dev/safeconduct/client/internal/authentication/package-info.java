/**
 * Client authentication: one class for each method (RFC 6749 §2.3, RFC 7523, RFC 8705), the keys that they take, and what
 * is signed.
 */
package dev.safeconduct.client.internal.authentication;
