package dev.safeconduct.store.jdbc;

import dev.safeconduct.testkit.server.DatabaseServer;
import dev.safeconduct.testkit.server.PostgresServer;
import java.sql.SQLException;
import org.junit.jupiter.api.Tag;

/** Outages of PostgreSQL. */
@Tag("full")
class PostgresOutageTest extends JdbcOutageContract {

    @Override
    DatabaseServer start() throws Exception {
        return PostgresServer.open("max_connections=83"); // three of them are kept for the operator
    }

    @Override
    void readOnly(DatabaseServer started, boolean on) throws Exception {
        started.execute("alter role store set default_transaction_read_only = " + (on ? "on" : "off"));
    }

    @Override
    void endConnections(DatabaseServer started) throws SQLException {
        started.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'store'");
    }

    @Override
    String blockedQuery() {
        return "select 1 from pg_stat_activity where usename = 'store' and wait_event_type = 'Lock'";
    }
}
