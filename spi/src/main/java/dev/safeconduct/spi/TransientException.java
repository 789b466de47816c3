package dev.safeconduct.spi;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A network failure, a deadline that passed, a server that is overloaded: trying again later may help. */
public class TransientException extends OAuthException {

    private static final long serialVersionUID = 1L;

    private final @Nullable Duration retryAfter;

    public TransientException(String message, @Nullable Throwable cause) {
        this(message, cause, null);
    }

    /** @param retryAfter how long the server asks to wait, or null */
    public TransientException(String message, @Nullable Throwable cause, @Nullable Duration retryAfter) {
        super(message, cause);
        this.retryAfter = retryAfter;
    }

    @Override
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    @Override
    public boolean isTransient() {
        return true;
    }
}
