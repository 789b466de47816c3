package dev.safeconduct.store.jdbc;

import dev.safeconduct.testkit.FreePort;
import dev.safeconduct.testkit.MapProviderConfig;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract on H2, over the network, since other processes take part. */
class H2TokenStoreTest extends JdbcTokenStoreContract {

    private static final String DATABASE = "mem:contract";

    private static Server server;
    private static Connection keptOpen;

    @BeforeAll
    static void startServer() throws Exception {
        server = Server.createTcpServer("-tcpPort", "" + FreePort.find()).start();
        keptOpen = DriverManager.getConnection("jdbc:h2:" + DATABASE, "operator", "");
        try (Statement statement = keptOpen.createStatement()) {
            statement.execute("create user store password 's3cret' admin");
        }
    }

    @AfterAll
    static void stopServer() throws Exception {
        keptOpen.close();
        server.stop();
    }

    @Override
    void createTables(String tablePrefix) throws Exception {
        try (Statement statement = keptOpen.createStatement()) {
            statement.execute(Dialect.H2.ddl(tablePrefix));
        }
    }

    @Override
    MapProviderConfig config() {
        return MapProviderConfig.of(Map.of(
                JdbcSettings.URL,
                "jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/" + DATABASE,
                JdbcSettings.USER,
                "store",
                JdbcSettings.PASSWORD,
                "s3cret"));
    }

    @Override
    Connection operator() throws Exception {
        return DriverManager.getConnection("jdbc:h2:" + DATABASE, "operator", "");
    }

    @Override
    List<String> connections() throws Exception {
        List<String> users = new ArrayList<>();
        try (Connection connection = operator();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select user_name from information_schema.sessions where user_name = 'STORE'")) {
            while (rows.next()) {
                users.add(rows.getString(1));
            }
        }
        return users;
    }
}
