/** Proofs of possession (DPoP, RFC 9449): the key that a token is bound to, and the nonces that servers want to see. */
package dev.safeconduct.client.internal.dpop;
