package dev.safeconduct.store.jdbc;

import dev.safeconduct.testkit.server.DatabaseServer;
import dev.safeconduct.testkit.server.PostgresServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The contract on PostgreSQL. */
@Tag("full")
class PostgresTokenStoreTest extends ServerTokenStoreContract {

    private static PostgresServer server;

    @BeforeAll
    static void startServer() throws Exception {
        server = PostgresServer.open();
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    @Override
    DatabaseServer server() {
        return server;
    }

    @Override
    String connectionsQuery() {
        return "select usename from pg_stat_activity where usename = 'store'";
    }
}
