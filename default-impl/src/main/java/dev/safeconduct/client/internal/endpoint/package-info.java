/** The endpoints of an authorization server: token, registration, revocation; client authentication; ID tokens. */
package dev.safeconduct.client.internal.endpoint;
