package dev.safeconduct.store.jdbc;

import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Makes a store on a program's own {@link DataSource}, for {@code Safeconduct.builder().store(…)}. Not safe for several
 * threads; the store is.
 *
 * <p>The store takes a connection for each call, four at a time at most, and gives it back as it was. The data source must
 * not give out connections that are part of a transaction of the program: what the store writes would vanish with it.
 */
public final class JdbcTokenStoreBuilder {

    private final DataSource dataSource;
    private @Nullable String tablePrefix;
    private Duration timeout = JdbcSettings.DEFAULT_TIMEOUT;
    private Clock clock = Clock.systemUTC();

    private JdbcTokenStoreBuilder(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Begins with a data source of PostgreSQL, MariaDB, MySQL or H2.
     *
     * @param dataSource with a pool or without; stays the caller's to close
     */
    public static JdbcTokenStoreBuilder of(DataSource dataSource) {
        return new JdbcTokenStoreBuilder(Objects.requireNonNull(dataSource, "dataSource"));
    }

    /** What the names of the tables begin with. By default {@code safeconduct_}. */
    public JdbcTokenStoreBuilder tablePrefix(String prefix) {
        tablePrefix = Objects.requireNonNull(prefix, "prefix");
        return this;
    }

    /** How long a call may take, 1 ms to 1 min. By default 5 seconds. A pool may take its own time to give a connection. */
    public JdbcTokenStoreBuilder timeout(Duration atMost) {
        timeout = Objects.requireNonNull(atMost, "atMost");
        return this;
    }

    /** The clock that tells how long an entry still has. By default the system's. */
    public JdbcTokenStoreBuilder clock(Clock timeSource) {
        clock = Objects.requireNonNull(timeSource, "timeSource");
        return this;
    }

    /**
     * Makes the store. Does not block: the database is first asked when the store is first used, and the tables must be
     * there by then.
     *
     * @throws TokenStoreException if the prefix or the timeout is not usable
     */
    public TokenStore build() throws TokenStoreException {
        Database database =
                new Database(new Source(dataSource), JdbcSettings.prefix(tablePrefix), JdbcSettings.checked(timeout));
        return new JdbcTokenStore(database, clock, threads());
    }

    private static ThreadFactory threads() {
        return task -> {
            // Keeps neither the thread locals nor the class loader of the thread that happens to need it first.
            Thread thread = new Thread(null, task, "safeconduct-jdbc-leases", 0, false);
            thread.setContextClassLoader(JdbcTokenStoreBuilder.class.getClassLoader());
            thread.setDaemon(true);
            return thread;
        };
    }

    private record Source(DataSource dataSource) implements ConnectionSource {

        @Override
        public Connection open(Duration atMost) throws SQLException {
            return dataSource.getConnection();
        }

        @Override
        public String shown() {
            return "database of the program's DataSource";
        }
    }
}
