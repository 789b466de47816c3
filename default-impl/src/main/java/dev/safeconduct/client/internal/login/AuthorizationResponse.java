package dev.safeconduct.client.internal.login;

import dev.safeconduct.client.internal.text.IssuerTemplate;
import dev.safeconduct.client.internal.text.ServerText;
import dev.safeconduct.client.oauth.ErrorResponseException;
import dev.safeconduct.client.oauth.IssuerMismatchException;
import dev.safeconduct.spi.AuthorizationServerMetadata;
import dev.safeconduct.spi.OAuthException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Judges an authorization response whose {@code state} is right. No network, no state. */
final class AuthorizationResponse {

    private AuthorizationResponse() {}

    /**
     * The authorization code of a response (RFC 6749 §4.1.2).
     *
     * @throws IssuerMismatchException if the response is not from the issuer that was asked (RFC 9207 §2.4); its text is
     *     not repeated
     * @throws ErrorResponseException if the authorization server or the person refused
     */
    static String code(Map<String, String> response, AuthorizationServerMetadata metadata) throws OAuthException {
        String issuer = metadata.issuer();
        String iss = response.get("iss");
        if (iss == null && metadata.authorizationResponseIssParameterSupported()) {
            throw withoutIssuer(issuer + " says that it always does", "");
        }
        if (iss != null && !IssuerTemplate.matches(issuer, iss)) {
            throw new IssuerMismatchException("The response to the login is not from " + issuer
                    + ", which was asked. It was discarded. Log in again; if that repeats, the login may"
                    + " be under attack.");
        }
        String error = response.get("error");
        if (error != null) {
            throw new ErrorResponseException(
                    "The authorization server " + issuer,
                    ServerText.sanitize(error),
                    sanitized(response.get("error_description")),
                    sanitized(response.get("error_uri")),
                    0);
        }
        String code = response.get("code");
        if (code == null || code.isEmpty()) {
            throw new OAuthException("The response to the login holds neither a code nor an error.");
        }
        return code;
    }

    /** For a response without {@code iss}, where one is expected. */
    static IssuerMismatchException withoutIssuer(String why, String more) {
        return new IssuerMismatchException("The response to the login does not say who sent it, though " + why
                + ". It was discarded. Log in again; if that repeats, the login may be under attack." + more);
    }

    private static @Nullable String sanitized(@Nullable String text) {
        return text == null ? null : ServerText.sanitize(text);
    }
}
