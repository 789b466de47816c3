package dev.safeconduct.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStore.Index;
import dev.safeconduct.spi.TokenStore.Lease;
import dev.safeconduct.spi.TokenStoreProvider;
import dev.safeconduct.testkit.MapProviderConfig;
import dev.safeconduct.testkit.SharedTokenStoreContract;
import dev.safeconduct.testkit.StoreCalls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What the store keeps on each database. Each test has tables with a prefix of its own. */
abstract class JdbcTokenStoreContract extends SharedTokenStoreContract {

    private static final AtomicInteger TESTS = new AtomicInteger();

    private String prefix;

    /** Creates the tables. */
    abstract void createTables(String tablePrefix) throws Exception;

    /** The configuration of a store, but for the prefix. */
    abstract MapProviderConfig config();

    /** A connection beside the store's. */
    abstract Connection operator() throws Exception;

    @Override
    protected final TokenStoreProvider provider() {
        return new JdbcTokenStoreProvider();
    }

    @Override
    protected final MapProviderConfig freshStorage() throws Exception {
        prefix = "test" + TESTS.incrementAndGet() + "_";
        createTables(prefix);
        Map<String, String> values = new HashMap<>(config().values());
        values.put(JdbcSettings.TABLE_PREFIX, prefix);
        return MapProviderConfig.of(values);
    }

    private static Entry entry(Map<Index, String> index, Instant expiresAt) {
        return new Entry(new byte[] {1}, index, expiresAt);
    }

    private long count(String table) throws Exception {
        try (Connection connection = operator();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from " + prefix + table)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** As if time went by on the clock of the database. */
    private void age(String table, String column) throws Exception {
        try (Connection connection = operator();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("update " + prefix + table + " set " + column + " = " + column + " - 86400000");
        }
    }

    @Test
    void an_index_lists_what_carries_the_value_now() throws Exception {
        store.replace("a", null, entry(Map.of(Index.USER, "x", Index.ISSUER, "i"), null));
        store.replace("b", null, entry(Map.of(Index.USER, "x"), null));
        store.replace("a", store.read("a").version(), entry(Map.of(Index.USER, "y"), null));
        assertThat(store.list(Index.USER, "x")).containsExactly("b");
        assertThat(store.list(Index.USER, "y")).containsExactly("a");
        assertThat(store.list(Index.ISSUER, "i")).isEmpty();
        store.remove("b", store.read("b").version());
        assertThat(store.list(Index.USER, "x")).isEmpty();
    }

    @Test
    void what_is_over_by_the_clock_of_the_database_is_neither_read_nor_listed_nor_in_the_way() throws Exception {
        store.replace("a", null, entry(Map.of(Index.USER, "x"), Instant.now().plusSeconds(3600)));
        String version = store.read("a").version();
        assertThat(store.list(Index.USER, "x")).containsExactly("a");
        assertThat(store.names()).containsExactly("a");
        age("entry", "expires_at");
        assertThat(store.names()).isEmpty();
        assertThat(store.read("a")).isNull();
        assertThat(store.list(Index.USER, "x")).isEmpty();
        assertThat(store.remove("a", version)).isFalse();
        assertThat(store.replace("a", version, entry(Map.of(), null))).isFalse();
        assertThat(store.replace("a", null, entry(Map.of(Index.USER, "y"), null)))
                .isTrue();
        assertThat(store.list(Index.USER, "y")).containsExactly("a");
    }

    @Test
    void how_long_an_entry_has_is_told_by_the_clock_of_the_program() throws Exception {
        MapProviderConfig behind = new MapProviderConfig(
                withPrefix(), null, java.time.Clock.offset(java.time.Clock.systemUTC(), Duration.ofDays(-9)));
        try (TokenStore other = provider().create(behind)) {
            other.replace("a", null, entry(Map.of(), behind.clock().instant().plusSeconds(60)));
            assertThat(store.read("a")).isNotNull();
            other.replace("b", null, entry(Map.of(), behind.clock().instant().minusMillis(1)));
            assertThat(store.read("b")).isNull();
            other.replace("c", null, entry(Map.of(), Instant.MAX));
            assertThat(store.read("c")).isNotNull();
        }
    }

    private Map<String, String> withPrefix() {
        Map<String, String> values = new HashMap<>(config().values());
        values.put(JdbcSettings.TABLE_PREFIX, prefix);
        return values;
    }

    @Test
    void rows_that_are_over_are_deleted_some_at_a_time() throws Exception {
        int more = ExpiredRows.MOST_AT_A_TIME + 5;
        for (int i = 0; i < more; i++) {
            store.replace("e" + i, null, entry(Map.of(), Instant.now().plusSeconds(3600)));
        }
        store.replace("kept", null, entry(Map.of(), null));
        Lease dead = store.lease("dead", Duration.ZERO);
        age("entry", "expires_at");
        age("lease", "ends_at");
        try (TokenStore other = openAgain()) {
            other.replace("last", null, entry(Map.of(), null));
            assertThat(count("entry")).isEqualTo(more - ExpiredRows.MOST_AT_A_TIME + 2);
            assertThat(count("lease")).isZero();
        }
        try (TokenStore other = openAgain()) {
            other.replace("last", other.read("last").version(), entry(Map.of(), null));
        }
        assertThat(count("entry")).isEqualTo(2);
        dead.close();
    }

    @Test
    void the_page_of_the_stores_says_how_many_statements_and_connections_a_call_takes() throws Exception {
        MapProviderConfig config = MapProviderConfig.of(withPrefix());
        CountingConnections connections = new CountingConnections(new DriverConnections(JdbcSettings.of(config)));
        Database database = new Database(connections, prefix, Duration.ofSeconds(20));
        StringBuilder row = new StringBuilder("| `jdbc`: statements (connections) |");
        try (TokenStore counted = new JdbcTokenStore(database, config.clock(), config.threads())) {
            StoreCalls.prepare(counted);
            connections.counts();
            for (StoreCalls calls : StoreCalls.values()) {
                calls.repeat(counted);
                row.append(' ').append(connections.counts()).append(" |");
            }
        }
        assertThat(Files.readString(Path.of("../docs/stores.md"))).contains(row + "\n");
    }

    @Test
    void a_lease_that_was_taken_over_is_lost_to_its_first_owner() throws Exception {
        Lease first = store.lease("a", Duration.ZERO);
        age("lease", "ends_at");
        Lease second = openAgain().lease("a", Duration.ZERO);
        assertThat(second).isNotNull();
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> first.reserve(1)))
                .hasMessageContaining("was lost");
        first.close();
        assertThat(store.lease("a", Duration.ZERO)).as("the second's").isNull();
        second.reserve(1);
    }

    @Test
    void t48_a_holder_whose_lease_is_over_overwrites_nothing_newer() throws Exception {
        store.replace("a", null, Entry.of(new byte[] {1}));
        String version = store.read("a").version();
        Lease lost = store.lease("a", Duration.ZERO);
        age("lease", "ends_at");
        TokenStore other = openAgain();
        try (Lease taken = other.lease("a", Duration.ZERO)) {
            assertThat(taken).isNotNull();
            assertThat(other.replace("a", version, Entry.of(new byte[] {2}))).isTrue();
        }
        assertThat(store.replace("a", version, Entry.of(new byte[] {3}))).isFalse();
        assertThat(store.read("a").bytes()).containsExactly(2);
        lost.close();
    }

    @Test
    void what_is_reserved_is_there_until_the_lease_ends() throws Exception {
        Lease lease = store.lease("a", Duration.ZERO);
        lease.reserve(512 * 1024);
        try (Connection connection = operator();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select room from " + prefix + "lease where name = 'a'")) {
            rows.next();
            assertThat(rows.getBytes(1)).hasSize(512 * 1024);
        }
        lease.close();
        assertThat(count("lease")).isZero();
    }

    @Test
    void tables_hold_no_index_value_and_a_person_finds_an_entry() throws Exception {
        store.replace("a", null, entry(Map.of(Index.USER, "alice"), null));
        try (Connection connection = operator();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select * from " + prefix + "entry")) {
            rows.next();
            for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                byte[] bytes = rows.getObject(column) == null ? new byte[0] : rows.getBytes(column);
                assertThat(new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1))
                        .doesNotContain("alice");
            }
        }
        assertThat(store.locate("a")).startsWith("row a of table " + prefix + "entry in the database jdbc:");
    }

    @Test
    void a_program_that_does_nothing_holds_no_connection() throws Exception {
        store.replace("a", null, entry(Map.of(), null));
        store.read("a");
        try (Lease lease = store.lease("a", Duration.ZERO)) {
            assertThat(lease).isNotNull();
            assertThat(connections()).isEqualTo(List.of());
        }
    }

    /** Of the store's user. */
    abstract List<String> connections() throws Exception;
}
