package dev.safeconduct.client.internal.endpoint;

import dev.safeconduct.spi.OAuthException;

/**
 * An ID token that is meant for another client, of another login, or signed with a key that is not the issuer's: that speaks of an attack,
 * and no login may stand beside it (THREATS 86).
 */
final class SuspiciousIdTokenException extends OAuthException {

    private static final long serialVersionUID = 1L;

    SuspiciousIdTokenException(String message) {
        super(message);
    }
}
