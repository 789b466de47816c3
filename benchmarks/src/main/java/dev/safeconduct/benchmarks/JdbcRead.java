package dev.safeconduct.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.store.jdbc.JdbcTokenStoreBuilder;
import dev.safeconduct.store.jdbc.JdbcTokenStoreProvider;
import dev.safeconduct.testkit.server.DatabaseServer;
import dev.safeconduct.testkit.server.PostgresServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A login that is read from PostgreSQL, on a connection of a pool or on one of its own. */
public class JdbcRead {

    @State(Scope.Benchmark)
    public static class Tables {
        @Param({"pool", "own connection"})
        public String connections;

        private DatabaseServer server;
        private HikariDataSource pool;
        private TokenStore store;

        @Setup
        public void setUp() throws Exception {
            server = PostgresServer.open();
            server.start();
            server.createTables(ddl(server.dialect()), "safeconduct_");
            HikariConfig config = new HikariConfig();
            config.setJdbcUrl(server.url());
            config.setUsername(DatabaseServer.USER);
            config.setPassword(DatabaseServer.PASSWORD);
            config.setMaximumPoolSize(2);
            pool = new HikariDataSource(config);
            store = isPooled()
                    ? JdbcTokenStoreBuilder.of(pool).build()
                    : new JdbcTokenStoreProvider().create(server.config());
            store.replace(FileStore.NAME, null, Entry.of(FileStore.BYTES));
        }

        private boolean isPooled() {
            return connections.equals("pool");
        }

        private Connection connection() throws SQLException {
            return isPooled()
                    ? pool.getConnection()
                    : DriverManager.getConnection(server.url(), DatabaseServer.USER, DatabaseServer.PASSWORD);
        }

        @TearDown
        public void tearDown() throws Exception {
            store.close();
            pool.close();
            server.close();
        }

        /** As a user gets it. */
        private static String ddl(String dialect) throws IOException {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            "dev.safeconduct.store.jdbc.DdlCommand",
                            "ddl",
                            dialect)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Benchmark
    public Object ours(Tables tables) throws Exception {
        return tables.store.read(FileStore.NAME);
    }

    @Benchmark
    public Object select(Tables tables) throws SQLException {
        try (Connection connection = tables.connection();
                PreparedStatement select =
                        connection.prepareStatement("select version, content from safeconduct_entry where name = ?")) {
            select.setString(1, FileStore.NAME);
            try (ResultSet rows = select.executeQuery()) {
                rows.next();
                return rows.getString(1) + rows.getBytes(2).length;
            }
        }
    }
}
