package dev.safeconduct.store.jdbc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStore.Lease;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.spi.VersionedEntry;
import dev.safeconduct.testkit.server.DatabaseServer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A server that is stopped, stands still, has no connection left, is read-only, or refuses. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class JdbcOutageContract {

    private static final int CONNECTIONS = 80;
    private static final int WAITERS = 200;
    private static final Entry ENTRY = entry("1");

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private DatabaseServer server;

    /** Starts a server that takes {@value #CONNECTIONS} connections of the store's user. */
    abstract DatabaseServer start() throws Exception;

    /** Has the server refuse to write, for every connection from now on. */
    abstract void readOnly(DatabaseServer started, boolean on) throws Exception;

    /** Ends all connections of the store's user, as an operator does. */
    abstract void endConnections(DatabaseServer started) throws SQLException;

    @BeforeAll
    void startServer() throws Exception {
        server = start();
    }

    @AfterAll
    void stopServer() throws Exception {
        server.close();
        threads.shutdownNow();
    }

    @BeforeEach
    void createTables() throws Exception {
        server.createTables(ddl(server, Dialect.DEFAULT_PREFIX), Dialect.DEFAULT_PREFIX);
    }

    @AfterEach
    void dropTables() throws Exception {
        server.execute("drop table if exists safeconduct_entry", "drop table if exists safeconduct_lease");
    }

    static String ddl(DatabaseServer of, String prefix) {
        return Dialect.valueOf(of.dialect().toUpperCase(Locale.ROOT)).ddl(prefix);
    }

    private TokenStore open(String... more) throws TokenStoreException {
        return new JdbcTokenStoreProvider().create(server.config(more));
    }

    private static Entry entry(String text) {
        return Entry.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(TokenStore store) throws TokenStoreException {
        return new String(Objects.requireNonNull(store.read("a")).bytes(), StandardCharsets.UTF_8);
    }

    private static String version(TokenStore store) throws TokenStoreException {
        return Objects.requireNonNull(store.read("a")).version();
    }

    @Test
    void a_restart_is_an_error_while_it_lasts_and_loses_nothing() throws Exception {
        try (TokenStore store = open()) {
            store.replace("a", null, ENTRY);
            String version = version(store);
            server.stop();
            try {
                assertThatThrownBy(() -> store.read("a"))
                        .isInstanceOf(TokenStoreException.class)
                        .hasMessageContaining("127.0.0.1:" + server.port())
                        .hasMessageContaining("cannot be reached")
                        .hasMessageNotContaining("canary");
                assertThatThrownBy(() -> store.lease("a", Duration.ofSeconds(20)))
                        .isInstanceOf(TokenStoreException.class);
            } finally {
                server.start();
            }
            assertThat(version(store)).isEqualTo(version);
            assertThat(store.replace("a", version, entry("2"))).isTrue();
        }
    }

    @Test
    void a_server_that_stands_still_costs_one_timeout_and_overwrites_nothing_newer_when_it_goes_on() throws Exception {
        try (TokenStore store = open("timeout", "1s")) {
            store.replace("a", null, ENTRY);
            String version = version(store);
            server.signal("STOP");
            try {
                assertThatThrownBy(() -> store.read("a"))
                        .isInstanceOf(TokenStoreException.class)
                        .hasMessageContaining("safeconduct.store.jdbc.timeout");
                assertThatThrownBy(() -> store.replace("a", version, entry("late")))
                        .isInstanceOf(TokenStoreException.class);
            } finally {
                server.signal("CONT");
            }
            try (TokenStore after = open()) {
                boolean isNewer = after.replace("a", version, entry("newer"));
                assertThat(text(after)).isEqualTo(isNewer ? "newer" : "late");
            }
        }
    }

    @Test
    void two_hundred_waiters_on_eighty_connections_see_no_error() throws Exception {
        List<Future<Boolean>> waiters = new ArrayList<>();
        try (TokenStore store = open()) {
            store.replace("a", null, entry("0"));
            Lease first = Objects.requireNonNull(store.lease("a", Duration.ZERO));
            for (int i = 0; i < WAITERS; i++) {
                waiters.add(threads.submit(this::increment));
            }
            List<Connection> others = new ArrayList<>();
            try {
                // With what the waiters have, all are in use for a while.
                for (int i = 0; i < 60; i++) {
                    others.add(server.operator());
                }
            } catch (SQLException e) {
                assertThat(Fault.of(e)).isEqualTo(Fault.TOO_MANY_CONNECTIONS);
            }
            first.close();
            for (Connection other : others) {
                other.close();
            }
            int done = 0;
            for (Future<Boolean> waiter : waiters) {
                done += waiter.get(300, SECONDS) ? 1 : 0;
            }
            assertThat(done).isPositive();
            assertThat(text(store)).isEqualTo("" + done);
        }
    }

    /** A program of its own; false if others held the lease for all of its wait, as on a slow machine. */
    private boolean increment() throws Exception {
        try (TokenStore store = open("timeout", "30s");
                Lease lease = store.lease("a", Duration.ofMinutes(1))) {
            if (lease == null) {
                return false;
            }
            VersionedEntry before = Objects.requireNonNull(store.read("a"));
            int number = Integer.parseInt(new String(before.bytes(), StandardCharsets.UTF_8));
            return store.replace("a", before.version(), entry("" + (number + 1)));
        }
    }

    @Test
    void a_server_without_a_free_connection_is_waited_for_and_then_told() throws Exception {
        List<Connection> others = new ArrayList<>();
        try (TokenStore store = open("timeout", "1s");
                TokenStore patient = open("timeout", "1m")) {
            store.replace("a", null, ENTRY);
            takeAll(others);
            assertThatThrownBy(() -> store.read("a"))
                    .isInstanceOf(TokenStoreException.class)
                    .hasMessageContaining("takes no further connection")
                    .hasMessageContaining("limit of connections");
            Future<String> reader = threads.submit(() -> text(patient));
            // A lease is waited for longer than one call may take.
            Future<Lease> waiter = threads.submit(() -> store.lease("b", Duration.ofMinutes(1)));
            assertThatThrownBy(() -> store.lease("d", Duration.ZERO)).isInstanceOf(TokenStoreException.class);
            assertThatThrownBy(() -> store.lease("c", Duration.ofMillis(1_500)))
                    .isInstanceOf(TokenStoreException.class);
            closeAll(others);
            assertThat(reader.get(60, SECONDS)).isEqualTo("1");
            assertThat(waiter.get(60, SECONDS)).isNotNull();
        } finally {
            closeAll(others);
        }
    }

    /** Takes every connection, also those that the server is still about to close when it refuses the first time. */
    private void takeAll(List<Connection> connections) throws SQLException {
        long start = System.nanoTime();
        while (connections.size() < CONNECTIONS) {
            try {
                connections.add(
                        DriverManager.getConnection(server.url(), DatabaseServer.USER, DatabaseServer.PASSWORD));
            } catch (SQLException e) {
                assertThat(Fault.of(e)).isEqualTo(Fault.TOO_MANY_CONNECTIONS);
                assertThat(System.nanoTime() - start)
                        .as("all connections are free within a while")
                        .isLessThan(SECONDS.toNanos(20));
            }
        }
    }

    private static void closeAll(List<Connection> connections) throws SQLException {
        for (Connection connection : connections) {
            connection.close();
        }
    }

    @Test
    void a_connection_that_ends_in_a_write_is_followed_by_another_and_it_is_written_once() throws Exception {
        try (TokenStore store = open("timeout", "30s");
                Connection other = server.operator();
                Statement statement = other.createStatement()) {
            store.replace("a", null, ENTRY);
            String version = version(store);
            other.setAutoCommit(false);
            statement.execute("select * from safeconduct_entry where name = 'a' for update");
            Future<Boolean> writer = threads.submit(() -> store.replace("a", version, entry("2")));
            awaitBlocked();
            endConnections(server);
            awaitBlocked();
            other.rollback();
            assertThat(writer.get(30, SECONDS)).isTrue();
            assertThat(text(store)).isEqualTo("2");
            assertThat(store.replace("a", version, entry("3"))).isFalse();
        }
    }

    @Test
    void a_transaction_of_another_that_fails_midway_changes_nothing() throws Exception {
        try (TokenStore store = open("timeout", "30s");
                Connection other = server.operator();
                Statement statement = other.createStatement()) {
            store.replace("a", null, ENTRY);
            String version = version(store);
            other.setAutoCommit(false);
            statement.execute("update safeconduct_entry set version = 'x' where name = 'a'");
            assertThat(version(store)).as("a reader waits for no writer").isEqualTo(version);
            Future<Boolean> writer = threads.submit(() -> store.replace("a", version, entry("2")));
            awaitBlocked();
            other.rollback();
            assertThat(writer.get(30, SECONDS)).isTrue();

            statement.execute("update safeconduct_entry set version = 'x' where name = 'a'");
            String second = version(store);
            Future<Boolean> late = threads.submit(() -> store.replace("a", second, entry("3")));
            awaitBlocked();
            other.commit();
            assertThat(late.get(30, SECONDS)).isFalse();
            assertThat(text(store)).isEqualTo("2");
        }
    }

    /** Waits until a connection of the store's user waits for a lock. */
    private void awaitBlocked() throws Exception {
        long start = System.nanoTime();
        try (Connection operator = server.operator();
                Statement statement = operator.createStatement()) {
            while (true) {
                Thread.sleep(150); // MariaDB looks again only where it has not been asked for 100 ms
                assertThat(System.nanoTime() - start)
                        .as("blocked within a while")
                        .isLessThan(SECONDS.toNanos(20));
                try (var rows = statement.executeQuery(blockedQuery())) {
                    if (rows.next()) {
                        return;
                    }
                }
            }
        }
    }

    /** Lists the connections of the store's user that wait for another's transaction. */
    abstract String blockedQuery();

    @Test
    void t72_a_database_that_cannot_be_written_is_noticed_before_a_token_is_spent() throws Exception {
        try (TokenStore store = open()) {
            store.replace("a", null, ENTRY);
            String version = version(store);
            Lease lease = Objects.requireNonNull(store.lease("a", Duration.ZERO));
            lease.reserve(200_000);
            readOnly(server, true);
            try {
                readOnlyIsTold(() -> {
                    lease.reserve(200_000);
                    return true;
                });
                readOnlyIsTold(() -> store.replace("a", version, entry("2")));
                readOnlyIsTold(() -> store.lease("b", Duration.ofSeconds(20)));
                assertThat(text(store)).isEqualTo("1");
            } finally {
                readOnly(server, false);
            }
            lease.reserve(200_000);
            assertThat(store.replace("a", version, entry("2"))).isTrue();
            lease.close();
        }
    }

    private static void readOnlyIsTold(Callable<Object> call) {
        assertThatThrownBy(call::call)
                .isInstanceOf(TokenStoreException.class)
                .hasMessageContaining("is read-only")
                .hasMessageContaining("Name the primary server in safeconduct.store.jdbc.url");
    }

    @Test
    void what_is_missing_or_wrong_is_told_with_its_remedy() throws Exception {
        told("safeconduct.store.jdbc.password", "password", "wrong-canary");
        told("safeconduct.store.jdbc.user", "user", "stranger");
        told("does not exist", "url", server.url().replaceFirst("/store$", "/elsewhere"));
        told("ddl <postgresql|mariadb|h2> other_ prints", "table-prefix", "other_");
        server.execute("revoke update on safeconduct_entry from store");
        try (TokenStore store = open()) {
            store.replace("a", null, ENTRY);
            String version = version(store);
            assertThatThrownBy(() -> store.replace("a", version, ENTRY))
                    .isInstanceOf(TokenStoreException.class)
                    .hasMessageContaining("Grant it select, insert, update and delete on safeconduct_entry");
        }
    }

    private void told(String remedy, String... settings) throws Exception {
        try (TokenStore store = open(settings)) {
            assertThatThrownBy(() -> store.read("a"))
                    .isInstanceOf(TokenStoreException.class)
                    .hasMessageContaining(remedy)
                    .hasMessageContaining("SQLState")
                    .hasMessageNotContaining("canary")
                    .hasNoCause();
        }
    }
}
