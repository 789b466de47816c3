package dev.safeconduct.client.internal.endpoint;

import dev.safeconduct.client.internal.authentication.SignedToken;
import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.oauth.Token;
import dev.safeconduct.spi.OAuthException;
import org.jspecify.annotations.Nullable;

/**
 * A login whose requests carry the ID token ({@code .bearer=id_token}): the access token, which then has no use, is not
 * kept, and the expiry is that of the ID token. No state.
 */
public final class IdTokenBearer {

    private IdTokenBearer() {}

    /**
     * The token of such a login.
     *
     * @param issued with its ID token if that is valid
     * @return null if there is no ID token
     * @throws OAuthException if it cannot be read
     */
    public static @Nullable Token of(Token issued) throws OAuthException {
        String idToken = issued.idToken();
        return idToken == null
                ? null
                : new Token(
                        idToken,
                        Authorization.BEARER,
                        issued.refreshToken(),
                        issued.issuedAt(),
                        SignedToken.parse(idToken).claims().expiresAt(),
                        issued.scope(),
                        idToken,
                        issued.refreshExpiresAt());
    }
}
