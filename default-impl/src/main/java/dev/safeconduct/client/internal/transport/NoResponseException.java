package dev.safeconduct.client.internal.transport;

import dev.safeconduct.spi.TransientException;
import org.jspecify.annotations.Nullable;

/** A server took the connection and did not respond in time. */
public final class NoResponseException extends TransientException {

    private static final long serialVersionUID = 1L;

    NoResponseException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
