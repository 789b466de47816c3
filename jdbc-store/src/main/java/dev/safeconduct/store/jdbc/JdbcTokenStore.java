package dev.safeconduct.store.jdbc;

import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.RenewedLeases;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.spi.VersionedEntry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** A row for each entry, and one for each lease. */
final class JdbcTokenStore implements TokenStore {

    private final Database database;
    private final EntryRows entries;
    private final RenewedLeases leases;
    private final ExpiredRows expired;

    JdbcTokenStore(Database database, Clock clock, ThreadFactory threads) {
        this.database = database;
        this.entries = new EntryRows(database, clock);
        this.leases = new RenewedLeases(new LeaseRows(database), threads);
        this.expired = new ExpiredRows(database);
    }

    @Override
    public @Nullable VersionedEntry read(String name) throws TokenStoreException {
        return entries.read(name);
    }

    @Override
    public boolean replace(String name, @Nullable String expectedVersion, Entry entry) throws TokenStoreException {
        boolean written = entries.replace(name, expectedVersion, entry);
        expired.sweepNowAndThen();
        return written;
    }

    @Override
    public boolean remove(String name, String expectedVersion) throws TokenStoreException {
        return entries.remove(name, expectedVersion);
    }

    @Override
    public List<String> list(Index index, String value) throws TokenStoreException {
        return entries.list(index, value);
    }

    @Override
    public List<String> names() throws TokenStoreException {
        return entries.names();
    }

    /** A server without a free connection is like a lease that is held: it is waited for, as long as the caller waits. */
    @Override
    public @Nullable Lease lease(String name, Duration wait) throws TokenStoreException, InterruptedException {
        CallTime time = new CallTime(wait);
        for (Duration left = wait; ; left = time.left()) {
            try {
                return leases.lease(name, left);
            } catch (TooManyConnectionsException e) {
                if (time.isOver()) {
                    throw e;
                }
            } catch (TokenStoreException e) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                throw e;
            }
        }
    }

    @Override
    public String locate(String name) {
        return "row " + name + " of table " + database.shown();
    }

    @Override
    public Reach reach() {
        return Reach.CLUSTER;
    }

    @Override
    public void close() {
        leases.close();
    }
}
