package dev.safeconduct.store.jdbc;

import dev.safeconduct.testkit.MapProviderConfig;
import dev.safeconduct.testkit.server.DatabaseServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The contract on a server that the test has started. */
abstract class ServerTokenStoreContract extends JdbcTokenStoreContract {

    abstract DatabaseServer server();

    /** Lists the connections of the store's user. */
    abstract String connectionsQuery();

    @Override
    final void createTables(String tablePrefix) throws Exception {
        server().createTables(JdbcOutageContract.ddl(server(), tablePrefix), tablePrefix);
    }

    @Override
    final MapProviderConfig config() {
        return server().config();
    }

    @Override
    final Connection operator() throws Exception {
        return server().operator();
    }

    /** A server may take a moment to end one that its client has closed. */
    @Override
    final List<String> connections() throws Exception {
        List<String> users = List.of("");
        for (int attempt = 0; attempt < 1_000 && !users.isEmpty(); attempt++) {
            users = new ArrayList<>();
            try (Connection connection = operator();
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(connectionsQuery())) {
                while (rows.next()) {
                    users.add(rows.getString(1));
                }
            }
        }
        return users;
    }
}
