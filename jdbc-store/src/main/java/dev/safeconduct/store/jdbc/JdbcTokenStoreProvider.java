package dev.safeconduct.store.jdbc;

import dev.safeconduct.spi.ProviderConfig;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.spi.TokenStoreProvider;

/**
 * Makes stores on PostgreSQL, MariaDB or H2. Its keys begin with {@code safeconduct.store.jdbc.}: {@code url},
 * {@code user}, {@code password}, {@code table-prefix}, {@code timeout} and {@code driver}.
 */
public final class JdbcTokenStoreProvider implements TokenStoreProvider {

    /** For {@link java.util.ServiceLoader}. */
    public JdbcTokenStoreProvider() {}

    @Override
    public String name() {
        return "jdbc";
    }

    /** Makes the store; the database is first asked when the store is first used. The tables must be there by then. */
    @Override
    public TokenStore create(ProviderConfig config) throws TokenStoreException {
        JdbcSettings settings = JdbcSettings.of(config);
        Database database = new Database(new DriverConnections(settings), settings.prefix(), settings.timeout());
        return new JdbcTokenStore(database, config.clock(), config.threads());
    }
}
