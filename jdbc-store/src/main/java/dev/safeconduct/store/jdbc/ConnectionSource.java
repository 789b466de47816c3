package dev.safeconduct.store.jdbc;

import dev.safeconduct.spi.TokenStoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** Where connections come from. */
interface ConnectionSource {

    /**
     * Opens a connection, or takes one from a pool; the caller closes it.
     *
     * @param atMost how long it may take, as far as the source can tell its driver
     * @throws TokenStoreException if the configuration is not usable
     */
    Connection open(Duration atMost) throws SQLException, TokenStoreException;

    /** The database, for messages, to come after "the"; no secret. */
    String shown();
}
