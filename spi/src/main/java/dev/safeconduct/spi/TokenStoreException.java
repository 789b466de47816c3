package dev.safeconduct.spi;

import org.jspecify.annotations.Nullable;

/** The store of tokens cannot be read or written. What it held before is intact. */
public class TokenStoreException extends OAuthException {

    private static final long serialVersionUID = 1L;

    public TokenStoreException(String message) {
        super(message);
    }

    public TokenStoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
