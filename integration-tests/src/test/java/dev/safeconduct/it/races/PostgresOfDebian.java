package dev.safeconduct.it.races;

import dev.safeconduct.it.servers.UserHome;
import dev.safeconduct.it.store.NetworkStores;
import dev.safeconduct.testkit.server.DatabaseServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.Map;

/** A PostgreSQL server, which the agent reaches by the extension jar with the driver's beside it. */
final class PostgresOfDebian implements SharedStore {

    private final DatabaseServer server;
    private final Map<String, String> settings;

    PostgresOfDebian() throws Exception {
        server = NetworkStores.postgres();
        settings = NetworkStores.jdbc(server);
    }

    @Override
    public void configure(UserHome home) {
        home.setInFile(settings);
    }

    @Override
    public boolean holds(String text) {
        try {
            return NetworkStores.holds(server, text);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean leasesEnd() {
        return true;
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
