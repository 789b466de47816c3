package dev.safeconduct.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;

/**
 * A connection for one call: with autocommit and a timeout of its own; as it was before when it goes back to its pool.
 * The isolation is left alone: each statement is a transaction by itself, right with any.
 */
final class LentConnection implements AutoCloseable {

    private static final int UNSUPPORTED = -1;

    private final Connection connection;
    private final boolean autoCommit;
    private final int timeout;

    LentConnection(Connection connection, Duration atMost) throws SQLException {
        this.connection = connection;
        try {
            autoCommit = connection.getAutoCommit();
            if (!autoCommit) {
                connection.setAutoCommit(true);
            }
            timeout = limit(connection, Math.toIntExact(atMost.toMillis()));
        } catch (SQLException | RuntimeException e) {
            close(connection, e);
            throw e;
        }
    }

    /** Returns the limit before; not every driver has one. */
    private static int limit(Connection connection, int millis) throws SQLException {
        try {
            int before = connection.getNetworkTimeout();
            connection.setNetworkTimeout(Runnable::run, millis);
            return before;
        } catch (SQLFeatureNotSupportedException | AbstractMethodError e) {
            return UNSUPPORTED;
        }
    }

    Connection connection() {
        return connection;
    }

    /** Whether it has the timeout. */
    boolean isLimited() {
        return timeout != UNSUPPORTED;
    }

    /** Never throws: what the call did is done. A connection that cannot be set back is ended, so that no pool keeps it. */
    @Override
    public void close() {
        try {
            if (timeout != UNSUPPORTED) {
                connection.setNetworkTimeout(Runnable::run, timeout);
            }
            if (!autoCommit) {
                connection.setAutoCommit(false);
            }
            connection.close();
        } catch (SQLException | RuntimeException e) {
            close(connection, e);
        }
    }

    private static void close(Connection connection, Exception cause) {
        try {
            connection.abort(Runnable::run);
            connection.close();
        } catch (SQLException | RuntimeException | AbstractMethodError e) {
            cause.addSuppressed(e);
        }
    }
}
