package dev.safeconduct.spi;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Something in the way of a token failed. The root of a small family; the message says what happened, whose fault it is
 * and what to do next, and never holds a secret.
 */
public class OAuthException extends IOException {

    private static final long serialVersionUID = 1L;

    public OAuthException(String message) {
        super(message);
    }

    public OAuthException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * Whether the same call may succeed later without a change: a network failure, a server that is overloaded.
     * A transient failure never costs a stored credential.
     */
    public boolean isTransient() {
        return false;
    }

    /** How long the server asks to wait before the next attempt (RFC 9110 §10.2.3); null if it does not say. */
    public @Nullable Duration retryAfter() {
        return null;
    }
}
