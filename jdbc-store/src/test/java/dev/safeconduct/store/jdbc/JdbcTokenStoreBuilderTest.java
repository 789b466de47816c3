package dev.safeconduct.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStore.Index;
import dev.safeconduct.spi.TokenStore.Lease;
import dev.safeconduct.spi.TokenStoreException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A store on a program's own data source: what it takes, how it gives it back, what it survives. */
class JdbcTokenStoreBuilderTest {

    private static final AtomicInteger TESTS = new AtomicInteger();
    private static final Entry ENTRY = Entry.of(new byte[] {1});

    private final String url = "jdbc:h2:mem:builder" + TESTS.incrementAndGet() + ";DB_CLOSE_DELAY=-1";
    private Connection keptOpen;

    @BeforeEach
    void createTables() throws Exception {
        keptOpen = DriverManager.getConnection(url, "operator", "");
        execute(Dialect.H2.ddl(Dialect.DEFAULT_PREFIX));
    }

    @AfterEach
    void shutDown() throws Exception {
        execute("shutdown");
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = keptOpen.createStatement()) {
            statement.execute(sql);
        }
    }

    private interface Opening {
        Connection open() throws SQLException;
    }

    private Connection open() throws SQLException {
        return DriverManager.getConnection(url, "operator", "");
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static Object call(Object target, java.lang.reflect.Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static DataSource dataSource(Opening opening) {
        return proxy(DataSource.class, (self, method, arguments) -> opening.open());
    }

    private static TokenStore store(DataSource dataSource) throws TokenStoreException {
        return JdbcTokenStoreBuilder.of(dataSource).build();
    }

    /** A pool of one connection without autocommit, which is never really closed. */
    @Test
    void a_connection_of_a_pool_is_given_back_as_it_was() throws Exception {
        Connection pooled = open();
        pooled.setAutoCommit(false);
        int timeout = pooled.getNetworkTimeout();
        AtomicInteger lent = new AtomicInteger();
        DataSource pool = dataSource(() -> {
            lent.incrementAndGet();
            return proxy(
                    Connection.class,
                    (self, method, arguments) -> method.getName().equals("close")
                            ? lent.decrementAndGet()
                            : call(pooled, method, arguments));
        });
        try (TokenStore store = store(pool)) {
            store.replace("a", null, ENTRY);
            assertThat(store.replace("a", null, ENTRY)).isFalse();
            assertThat(store.list(Index.USER, "x")).isEmpty();
            try (Lease lease = store.lease("a", Duration.ZERO)) {
                lease.reserve(100);
            }
            execute("drop table safeconduct_lease");
            assertThatThrownBy(() -> store.lease("a", Duration.ZERO)).isInstanceOf(TokenStoreException.class);
            assertThat(lent).as("given back, also after an error").hasValue(0);
            assertThat(pooled.getAutoCommit()).isFalse();
            assertThat(pooled.getNetworkTimeout()).isEqualTo(timeout);
            pooled.rollback();
            assertThat(store.read("a")).as("committed at once").isNotNull();
        }
    }

    @Test
    void connections_that_a_pool_kept_over_a_restart_are_passed_over() throws Exception {
        AtomicInteger stale = new AtomicInteger(10);
        TokenStore store = store(dataSource(() -> {
            Connection connection = open();
            if (stale.getAndDecrement() > 0) {
                connection.close();
            }
            return connection;
        }));
        assertThat(store.replace("a", null, ENTRY)).isTrue();
        assertThat(stale.get()).isNegative();
    }

    @Test
    void a_write_whose_response_was_lost_is_seen_to_be_done() throws Exception {
        AtomicInteger losses = new AtomicInteger();
        TokenStore store = store(dataSource(() -> losing(open(), losses)));
        losses.set(1);
        assertThat(store.replace("a", null, ENTRY)).as("inserted").isTrue();
        assertThat(losses).hasNegativeValue();
        String version = Objects.requireNonNull(store.read("a")).version();
        losses.set(1);
        assertThat(store.replace("a", version, ENTRY)).as("updated").isTrue();
        losses.set(1);
        Lease lease = store.lease("a", Duration.ZERO);
        assertThat(lease).as("taken").isNotNull();
        assertThat(store.replace("a", version, ENTRY)).as("another's version").isFalse();
    }

    /** The first update that comes is done, and the connection breaks before its response. */
    private static Connection losing(Connection connection, AtomicInteger losses) {
        return proxy(Connection.class, (self, method, arguments) -> {
            Object result = call(connection, method, arguments);
            if (!(result instanceof PreparedStatement statement)) {
                return result;
            }
            return proxy(PreparedStatement.class, (proxied, called, values) -> {
                Object response = call(statement, called, values);
                if (called.getName().equals("executeUpdate") && losses.getAndDecrement() == 1) {
                    throw new SQLException("reset", "08006");
                }
                return response;
            });
        });
    }

    @Test
    void what_another_transaction_was_in_the_way_of_is_done_again() throws Exception {
        AtomicInteger conflicts = new AtomicInteger(3);
        TokenStore store = store(dataSource(() -> {
            if (conflicts.getAndDecrement() > 0) {
                throw new SQLException("deadlock", "40001");
            }
            return open();
        }));
        assertThat(store.replace("a", null, ENTRY)).isTrue();
    }

    @Test
    void a_store_uses_few_connections_at_a_time() throws Exception {
        AtomicInteger inUse = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        DataSource counted = dataSource(() -> {
            most.accumulateAndGet(inUse.incrementAndGet(), Math::max);
            Connection connection = open();
            return proxy(Connection.class, (self, method, arguments) -> {
                if (method.getName().equals("close")) {
                    inUse.decrementAndGet();
                }
                return call(connection, method, arguments);
            });
        });
        var threads = Executors.newFixedThreadPool(20);
        try (TokenStore store = store(counted)) {
            List<Future<?>> readers = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                readers.add(threads.submit(() -> store.read("a")));
            }
            for (Future<?> reader : readers) {
                reader.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(most.get()).isBetween(1, Database.MOST_CONNECTIONS);
        assertThat(inUse).hasValue(0);
    }

    @Test
    void an_interrupted_thread_is_told_so_and_stays_interrupted() throws Exception {
        TokenStore store = store(dataSource(() -> {
            Thread.currentThread().interrupt(); // while the call is under way
            throw new SQLException("too many", "53300");
        }));
        try {
            assertThatThrownBy(() -> store.read("a")).hasMessageContaining("interrupted");
            assertThat(Thread.interrupted()).isTrue();
            assertThatThrownBy(() -> store.lease("a", Duration.ofSeconds(9))).isInstanceOf(InterruptedException.class);
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void what_a_pool_or_driver_says_is_told_without_what_it_may_hold() throws Exception {
        Map<SQLException, String> failures = Map.of(
                new SQLTransientConnectionException("pool - Connection is not available, request timed out"),
                "request timed out",
                new SQLTransientConnectionException("pool", new SQLException("canary", "28P01")),
                "safeconduct.store.jdbc.password",
                new SQLException("at jdbc:x://h?password=canary", "08001"),
                "cannot be reached",
                new SQLException("bad\nDetail: (canary)", "22000"),
                "failed (SQLState 22000): bad",
                new SQLException("no room", "53100"),
                "Free some on its disk");
        failures.forEach((failure, message) -> {
            DataSource failing = dataSource(() -> {
                throw failure;
            });
            assertThatThrownBy(() -> store(failing).read("a"))
                    .isInstanceOf(TokenStoreException.class)
                    .hasMessageContaining("The database of the program's DataSource")
                    .hasMessageContaining(message)
                    .hasMessageNotContaining("canary")
                    .hasNoCause();
        });
    }

    @Test
    void another_prefix_and_a_wrong_one() throws Exception {
        execute(Dialect.H2.ddl("oauth_"));
        JdbcTokenStoreBuilder builder =
                JdbcTokenStoreBuilder.of(dataSource(this::open)).timeout(Duration.ofSeconds(9));
        try (TokenStore store = builder.tablePrefix("oauth_").build()) {
            store.replace("a", null, ENTRY);
            assertThat(store.locate("a"))
                    .isEqualTo("row a of table oauth_entry in the database of the program's DataSource");
        }
        try (TokenStore store = store(dataSource(this::open))) {
            assertThat(store.read("a")).isNull();
        }
        assertThatThrownBy(() -> builder.tablePrefix("x; drop table y").build())
                .isInstanceOf(TokenStoreException.class)
                .hasMessageContaining("table-prefix");
        assertThatThrownBy(() -> JdbcTokenStoreBuilder.of(dataSource(this::open))
                        .timeout(Duration.ZERO)
                        .build())
                .isInstanceOf(TokenStoreException.class)
                .hasMessageContaining("timeout");
    }
}
