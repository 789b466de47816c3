package dev.safeconduct.store.jdbc;

import dev.safeconduct.testkit.server.DatabaseServer;
import dev.safeconduct.testkit.server.MariadbServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** Outages of MariaDB. */
@Tag("full")
class MariadbOutageTest extends JdbcOutageContract {

    @Override
    DatabaseServer start() throws Exception {
        return MariadbServer.open("--max-connections=80");
    }

    @Override
    void readOnly(DatabaseServer started, boolean on) throws Exception {
        started.execute("set global read_only = " + (on ? "on" : "off"));
    }

    @Override
    void endConnections(DatabaseServer started) throws SQLException {
        List<Long> ids = new ArrayList<>();
        try (Connection operator = started.operator();
                Statement statement = operator.createStatement();
                ResultSet rows =
                        statement.executeQuery("select id from information_schema.processlist where user = 'store'")) {
            while (rows.next()) {
                ids.add(rows.getLong(1));
            }
        }
        for (long id : ids) {
            started.execute("kill " + id);
        }
    }

    @Override
    String blockedQuery() {
        return "select 1 from information_schema.innodb_trx t join information_schema.processlist p"
                + " on p.id = t.trx_mysql_thread_id where p.user = 'store' and t.trx_state = 'LOCK WAIT'";
    }
}
