package dev.safeconduct.it.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.testkit.client.Conditions;
import dev.safeconduct.testkit.server.DatabaseServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A program whose login is in a PostgreSQL database, and the database fails. */
@Tag("full")
class PostgresOutageIT {

    private static DatabaseServer server;

    @BeforeAll
    static void start() throws Exception {
        server = NetworkStores.postgres("max_connections=23"); // three of them are kept for the operator
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static SteadyProgram program(String... more) throws Exception {
        return new SteadyProgram(NetworkStores.jdbc(server, more));
    }

    @Test
    void a_stopped_database_spends_nothing_and_the_login_goes_on_when_it_is_back() throws Exception {
        try (SteadyProgram program = program()) {
            server.stop();
            try {
                program.awaitCallsWithoutToken();
                assertThat(program.said()).contains("127.0.0.1:" + server.port(), "cannot be reached");
            } finally {
                server.start();
            }
            program.assertGoesOn();
        }
    }

    @Test
    void a_database_without_a_free_connection_spends_nothing() throws Exception {
        List<Connection> others = new ArrayList<>();
        try (SteadyProgram program = program("timeout", "1s")) {
            try {
                takeAll(others);
                program.awaitCalls(1, "401");
                takeAll(others);
                program.awaitCallsWithoutToken();
                assertThat(program.said()).contains("takes no further connection");
            } finally {
                for (Connection other : others) {
                    other.close();
                }
            }
            program.assertGoesOn();
        }
    }

    /** Until none is left for a while: the program lets go of one now and then. */
    private static void takeAll(List<Connection> connections) throws InterruptedException {
        for (int refused = 0; refused < 20; ) {
            try {
                connections.add(
                        DriverManager.getConnection(server.url(), DatabaseServer.USER, DatabaseServer.PASSWORD));
            } catch (SQLException e) {
                refused++;
                Thread.sleep(20);
            }
        }
    }

    @Test
    void a_read_only_database_spends_nothing() throws Exception {
        try (SteadyProgram program = program()) {
            server.execute("alter role store set default_transaction_read_only = on");
            try {
                program.awaitCallsWithoutToken();
                assertThat(program.said()).contains("is read-only");
            } finally {
                server.execute("alter role store set default_transaction_read_only = off");
            }
            program.assertGoesOn();
        }
    }

    /** The refresh token is spent by then: its successor is used, and stored when the database is back. */
    @Test
    void a_database_that_fails_in_the_middle_of_a_write_loses_nothing_of_what_was_issued() throws Exception {
        try (SteadyProgram program = program("timeout", "20s")) {
            AtomicReference<Connection> lock = new AtomicReference<>();
            program.issuer.tokenLifetime(Duration.ofHours(1));
            program.issuer.on("/token", request -> {
                if (lock.get() == null) {
                    lock.set(lockedRows());
                }
                return null;
            });
            program.issuer.endAccessTokens();
            Conditions.await("the new token is being written", PostgresOutageIT::isWriterBlocked);
            server.stop();
            server.start();
            program.awaitCalls(3, "200");
            String successor = program.newest().refreshToken();
            Conditions.await("the token is stored", () -> holds(successor));
            program.issuer.tokenLifetime(Duration.ofSeconds(2));
            program.issuer.endAccessTokens();
            program.assertGoesOn();
        }
    }

    /** By a transaction that ends with the server. */
    private static Connection lockedRows() {
        try {
            Connection connection = server.operator();
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("select * from safeconduct_entry for update");
            }
            return connection;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isWriterBlocked() {
        try (Connection connection = server.operator();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select 1 from pg_stat_activity where usename = 'store' and wait_event_type = 'Lock'")) {
            return rows.next();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean holds(String text) {
        try {
            return NetworkStores.holds(server, text);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
