package dev.safeconduct.client.oauth;

import dev.safeconduct.spi.OAuthException;
import org.jspecify.annotations.Nullable;

/** An endpoint was refused because it is not safe to talk to: no TLS, or an address that is out of bounds. */
public class InsecureEndpointException extends OAuthException {

    private static final long serialVersionUID = 1L;

    public InsecureEndpointException(String message) {
        super(message);
    }

    public InsecureEndpointException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
