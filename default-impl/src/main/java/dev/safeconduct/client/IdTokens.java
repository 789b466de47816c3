package dev.safeconduct.client;

import dev.safeconduct.client.internal.authentication.SignedToken;
import dev.safeconduct.client.oauth.IdTokenClaims;
import dev.safeconduct.spi.OAuthException;

/**
 * Reads ID tokens (OpenID Connect Core §2) for display. Nothing is validated here: neither who signed the token nor for
 * whom or for how long it is. Of a token that {@link dev.safeconduct.client.oauth.Token#idToken} holds after a login of
 * this library that was done once, at the login. Safe for all threads; never blocks.
 */
public final class IdTokens {

    private IdTokens() {}

    /**
     * Reads an ID token.
     *
     * @param idToken a JWT of three parts; base64url may be padded, as some servers have it
     * @return its claims; a claim that is not there is null (or empty, or false), so a token without {@code exp} is told
     *     from one that cannot be read
     * @throws OAuthException if it cannot be read; the message quotes nothing of it
     */
    public static IdTokenClaims read(String idToken) throws OAuthException {
        return SignedToken.parse(idToken).claims();
    }
}
