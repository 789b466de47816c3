package dev.safeconduct.client.oauth;

import dev.safeconduct.spi.OAuthException;
import org.jspecify.annotations.Nullable;

/** An issuer is not the one that was asked for (RFC 8414 §3.3, RFC 9207 §2.4). */
public class IssuerMismatchException extends OAuthException {

    private static final long serialVersionUID = 1L;

    public IssuerMismatchException(String message) {
        super(message);
    }

    public IssuerMismatchException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
