package dev.safeconduct.store.jdbc;

import dev.safeconduct.testkit.server.DatabaseServer;
import dev.safeconduct.testkit.server.MariadbServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The contract on MariaDB. */
@Tag("full")
class MariadbTokenStoreTest extends ServerTokenStoreContract {

    private static MariadbServer server;

    @BeforeAll
    static void startServer() throws Exception {
        server = MariadbServer.open();
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
        return "select user from information_schema.processlist where user = 'store'";
    }
}
