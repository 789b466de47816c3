package dev.safeconduct.client.oauth;

import dev.safeconduct.spi.OAuthException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An authorization server answered with an error (RFC 6749 §4.1.2.1 and §5.2, RFC 7591 §3.2.2, RFC 7009 §2.2.1). */
public class ErrorResponseException extends OAuthException {

    /** The member or parameter with the error code (RFC 6749 §5.2). */
    public static final String ERROR = "error";
    /** The member or parameter with the server's own text (RFC 6749 §5.2). */
    public static final String ERROR_DESCRIPTION = "error_description";

    /** The request lacks something or repeats something (RFC 6749 §5.2). */
    public static final String INVALID_REQUEST = "invalid_request";
    /** The client is not known, or did not authenticate (RFC 6749 §5.2). */
    public static final String INVALID_CLIENT = "invalid_client";
    /** The code or the refresh token is not valid any more (RFC 6749 §5.2). */
    public static final String INVALID_GRANT = "invalid_grant";
    /** The client may not use this grant (RFC 6749 §5.2). */
    public static final String UNAUTHORIZED_CLIENT = "unauthorized_client";
    /** The server does not know this grant (RFC 6749 §5.2). */
    public static final String UNSUPPORTED_GRANT_TYPE = "unsupported_grant_type";
    /** The scope is not known, or more than was granted (RFC 6749 §5.2). */
    public static final String INVALID_SCOPE = "invalid_scope";
    /** The person or the server said no (RFC 6749 §4.1.2.1). */
    public static final String ACCESS_DENIED = "access_denied";
    /** The person has not decided yet (RFC 8628 §3.5). */
    public static final String AUTHORIZATION_PENDING = "authorization_pending";
    /** The same, and requests have come too fast (RFC 8628 §3.5). */
    public static final String SLOW_DOWN = "slow_down";
    /** The device code is not valid any more (RFC 8628 §3.5). */
    public static final String EXPIRED_TOKEN = "expired_token";
    /** The server met something that it did not expect (RFC 6749 §4.1.2.1). */
    public static final String SERVER_ERROR = "server_error";
    /** The access token is not valid (RFC 6750 §3.1). */
    public static final String INVALID_TOKEN = "invalid_token";
    /** RFC 9449 §8 and §9. */
    public static final String USE_DPOP_NONCE = "use_dpop_nonce";

    /** The access token is valid, and its scope is too small (RFC 6750 §3.1). */
    public static final String INSUFFICIENT_SCOPE = "insufficient_scope";

    private static final long serialVersionUID = 1L;

    private final String error;
    private final int status;
    private final @Nullable String description;
    private final @Nullable String errorUri;
    private final @Nullable Duration retryAfter;

    /**
     * @param endpoint what was asked, in our words, for example "the token endpoint of https://as.example"
     * @param error the error code; sanitized
     * @param description the server's text, or null; sanitized, and without what was sent. The message quotes it as
     *     the server's
     * @param status the HTTP status, or 0 where the answer came by a redirect
     */
    public ErrorResponseException(
            String endpoint, String error, @Nullable String description, @Nullable String errorUri, int status) {
        this(endpoint, error, description, errorUri, status, null);
    }

    /** @param retryAfter how long the server asks to wait, or null; for the others see the other constructor */
    public ErrorResponseException(
            String endpoint,
            String error,
            @Nullable String description,
            @Nullable String errorUri,
            int status,
            @Nullable Duration retryAfter) {
        super(endpoint + " responded with the error \"" + error + "\"" + (status == 0 ? "" : " (HTTP " + status + ")")
                + (description == null ? "" : ". It says: \"" + description + "\""));
        this.error = error;
        this.status = status;
        this.description = description;
        this.errorUri = errorUri;
        this.retryAfter = retryAfter;
    }

    /** The error code, for example {@code invalid_grant}. */
    public String error() {
        return error;
    }

    /** The server's own text, which an attacker may have chosen; show it as theirs. Null if there was none. */
    public @Nullable String description() {
        return description;
    }

    /** The server's link to an explanation, or null. */
    public @Nullable String errorUri() {
        return errorUri;
    }

    /** The HTTP status of the answer, or 0 where it came by a redirect. */
    public int status() {
        return status;
    }

    @Override
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    @Override
    public boolean isTransient() {
        return status >= 500
                || status == 429
                || status == 425
                || status == 408
                || error.equals(SLOW_DOWN)
                || error.equals("temporarily_unavailable")
                || error.equals(SERVER_ERROR);
    }
}
