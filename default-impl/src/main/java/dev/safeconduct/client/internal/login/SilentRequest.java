package dev.safeconduct.client.internal.login;

import dev.safeconduct.client.internal.authentication.SignedToken;
import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.oauth.IdTokenClaims;
import dev.safeconduct.spi.OAuthException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an authorization request says that must not ask the person for anything (OpenID Connect Core §3.1.2.1). No I/O. */
final class SilentRequest {

    private static final String LOGIN_HINT = "login_hint";

    /** Clocks differ. */
    private static final Duration LONG_SINCE = Duration.ofMinutes(-5);

    private SilentRequest() {}

    /**
     * Its parameters.
     *
     * @param stored the login before it; null if there was none, or it is of another client or issuer
     * @param isPushed whether the request does not go by the browser. If it does, it stands in arguments of programs and in
     *     histories: an ID token that may still be worth something does not go there, and its account is named instead
     */
    static Map<String, String> parameters(
            ServerConfig server, @Nullable TokenRecord stored, boolean isPushed, Clock clock) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("prompt", "none");
        String idToken = stored == null ? null : stored.token().idToken();
        if (idToken != null) {
            try {
                IdTokenClaims claims = SignedToken.parse(idToken).claims();
                if (isPushed || claims.isExpired(LONG_SINCE, clock)) {
                    parameters.put("id_token_hint", idToken);
                }
                String account = claims.email() != null ? claims.email() : claims.preferredUsername();
                if (account != null) {
                    parameters.put(LOGIN_HINT, account);
                }
            } catch (OAuthException e) {
                // A hint is not worth a failure.
            }
        }
        String configured = server.account();
        if (configured != null) {
            parameters.put(LOGIN_HINT, configured);
        }
        return parameters;
    }
}
