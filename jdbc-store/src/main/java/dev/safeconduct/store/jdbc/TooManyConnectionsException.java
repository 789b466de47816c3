package dev.safeconduct.store.jdbc;

import dev.safeconduct.spi.TokenStoreException;

/** No connection was free for as long as one call may take. A call that has more time tries again. */
final class TooManyConnectionsException extends TokenStoreException {

    private static final long serialVersionUID = 1L;

    TooManyConnectionsException(String message) {
        super(message);
    }
}
