package dev.safeconduct.spi;

import org.jspecify.annotations.Nullable;

/** An authorization server answered with an error (RFC 6749 §4.1.2.1 and §5.2, RFC 7591 §3.2.2, RFC 7009 §2.2.1). */
public class ErrorResponseException extends OAuthException {

    private static final long serialVersionUID = 1L;

    private final String error;
    private final int status;
    private final @Nullable String description;
    private final @Nullable String errorUri;

    /**
     * @param endpoint what was asked, in our words, for example "the token endpoint of https://as.example"
     * @param error the error code; sanitised
     * @param description the server's text, or null; sanitised. It is not part of the message: it is the server's word,
     *     not ours
     * @param status the HTTP status, or 0 where the answer came by a redirect
     */
    public ErrorResponseException(
            String endpoint, String error, @Nullable String description, @Nullable String errorUri, int status) {
        super(endpoint + " answered with the error \"" + error + "\"" + (status == 0 ? "" : " (HTTP " + status + ")"));
        this.error = error;
        this.status = status;
        this.description = description;
        this.errorUri = errorUri;
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
    public boolean isTransient() {
        return status >= 500
                || status == 429
                || status == 408
                || error.equals("temporarily_unavailable")
                || error.equals("server_error");
    }
}
