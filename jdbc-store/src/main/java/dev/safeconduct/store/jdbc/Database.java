package dev.safeconduct.store.jdbc;

import dev.safeconduct.spi.TokenStoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs work on a connection that is opened for it and closed after it, so that a program which does nothing holds none.
 * What passes is waited out for as long as a call may take; work is therefore such as may be done twice.
 */
final class Database {

    /** At a time, of one store: a program makes few calls, and the server has connections for others. */
    static final int MOST_CONNECTIONS = 4;

    /** A pool may hold that many that a restart of the server has ended. */
    private static final int MOST_BROKEN = 20;

    /** What is done on a connection, as statements that commit themselves. */
    interface Work<T> {
        T on(Connection connection, Statements statements) throws SQLException;
    }

    private final ConnectionSource source;
    private final String prefix;
    private final Duration timeout;
    private final JdbcErrors errors;
    private final Semaphore connections = new Semaphore(MOST_CONNECTIONS, true);
    private volatile @Nullable Statements statements;

    Database(ConnectionSource source, String prefix, Duration timeout) {
        this.source = source;
        this.prefix = prefix;
        this.timeout = timeout;
        this.errors = new JdbcErrors(source.shown(), prefix, timeout);
    }

    <T extends @Nullable Object> T call(Work<T> work) throws TokenStoreException {
        CallTime time = new CallTime(timeout);
        acquire(time);
        try {
            return callWithin(time, work);
        } finally {
            connections.release();
        }
    }

    private <T extends @Nullable Object> T callWithin(CallTime time, Work<T> work) throws TokenStoreException {
        for (int broken = 0; ; ) {
            try (LentConnection lent = lend(time)) {
                return work.on(lent.connection(), statements(lent));
            } catch (SQLException e) {
                Fault fault = Fault.of(e);
                // Its response may be lost, and only a look at what is there tells whether it was done.
                boolean again = fault == Fault.CONNECTION
                        ? broken++ < MOST_BROKEN && !time.isOver()
                        : fault.isPassing() && time.pause();
                if (!again) {
                    throw errors.of(fault, e);
                }
            }
        }
    }

    private LentConnection lend(CallTime time) throws TokenStoreException, SQLException {
        Connection connection = open(time);
        return new LentConnection(connection, time.left());
    }

    private Connection open(CallTime time) throws TokenStoreException {
        SQLException telling = null;
        while (true) {
            try {
                return source.open(time.left());
            } catch (SQLException e) {
                Fault fault = Fault.of(e);
                if (telling == null || fault != Fault.TIMEOUT) {
                    telling = e; // a last attempt that has little time says less than those before
                }
                if (!fault.isPassing() || !time.pause()) {
                    throw errors.of(Fault.of(telling), telling);
                }
            }
        }
    }

    private void acquire(CallTime time) throws TokenStoreException {
        // The first does not mind an interrupt: without a wait there is nothing to end.
        if (connections.tryAcquire()) {
            return;
        }
        try {
            if (!connections.tryAcquire(time.left().toNanos(), TimeUnit.NANOSECONDS)) {
                throw errors.busy();
            }
        } catch (InterruptedException e) {
            throw CallTime.interrupted();
        }
    }

    private Statements statements(LentConnection lent) throws SQLException {
        Statements known = statements;
        if (known == null) {
            Dialect dialect = Dialect.of(lent.connection().getMetaData().getDatabaseProductName());
            known = new Statements(dialect, prefix, timeout, lent.isLimited());
            statements = known;
        }
        return known;
    }

    /** The table of the entries at the database, for messages. */
    String shown() {
        return prefix + "entry in the " + source.shown();
    }
}
