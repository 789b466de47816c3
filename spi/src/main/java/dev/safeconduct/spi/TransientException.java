package dev.safeconduct.spi;

import org.jspecify.annotations.Nullable;

/** A network failure, a deadline that passed, a server that is overloaded: trying again later may help. */
public class TransientException extends OAuthException {

    private static final long serialVersionUID = 1L;

    public TransientException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    public boolean isTransient() {
        return true;
    }
}
