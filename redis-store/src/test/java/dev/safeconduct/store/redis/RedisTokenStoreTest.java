package dev.safeconduct.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStore.Index;
import dev.safeconduct.spi.TokenStore.Lease;
import dev.safeconduct.spi.TokenStoreProvider;
import dev.safeconduct.testkit.MapProviderConfig;
import dev.safeconduct.testkit.SharedTokenStoreContract;
import dev.safeconduct.testkit.StoreCalls;
import dev.safeconduct.testkit.server.RedisServer;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** The contract on a real server. */
@Tag("full")
class RedisTokenStoreTest extends SharedTokenStoreContract {

    private static RedisServer server;

    @BeforeAll
    static void startServer() throws Exception {
        server = RedisServer.start();
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    @Override
    protected TokenStoreProvider provider() {
        return new RedisTokenStoreProvider();
    }

    @Override
    protected MapProviderConfig freshStorage() {
        try (Jedis operator = new Jedis("127.0.0.1", server.port())) {
            operator.flushAll();
        }
        return server.config();
    }

    @Test
    void an_index_lists_what_carries_the_value_now() throws Exception {
        store.replace("a", null, new Entry(new byte[] {1}, Map.of(Index.USER, "x", Index.ISSUER, "i"), null));
        store.replace("b", null, new Entry(new byte[] {1}, Map.of(Index.USER, "x"), null));
        store.replace("a", store.read("a").version(), new Entry(new byte[] {2}, Map.of(Index.USER, "y"), null));
        assertThat(store.list(Index.USER, "x")).containsExactly("b");
        assertThat(store.list(Index.USER, "y")).containsExactly("a");
        assertThat(store.list(Index.ISSUER, "i")).isEmpty();
        store.remove("b", store.read("b").version());
        assertThat(store.list(Index.USER, "x")).isEmpty();
    }

    @Test
    void t48_a_holder_whose_lease_is_over_overwrites_nothing_newer() throws Exception {
        store.replace("a", null, Entry.of(new byte[] {1}));
        String version = store.read("a").version();
        Lease lost = store.lease("a", Duration.ZERO);
        server.command("DEL", "{safeconduct}:l:a");
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
    void nothing_is_left_of_what_is_over() throws Exception {
        store.replace(
                "a",
                null,
                new Entry(new byte[] {1}, Map.of(Index.USER, "x"), Instant.now().plusMillis(300)));
        store.lease("a", Duration.ZERO).close();
        try (Jedis operator = new Jedis("127.0.0.1", server.port())) {
            while (!operator.keys("*").isEmpty()) {
                Thread.onSpinWait();
            }
        }
    }

    /** By what the server says it was sent; what a script does is not a round trip. */
    @Test
    void the_page_of_the_stores_says_how_many_commands_a_call_takes() throws Exception {
        makeScriptsKnown();
        StoreCalls.prepare(store);
        StringBuilder row = new StringBuilder("| `redis`: commands |");
        try (Jedis operator = new Jedis("127.0.0.1", server.port());
                Socket monitor = new Socket(InetAddress.getLoopbackAddress(), server.port());
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(monitor.getInputStream(), StandardCharsets.UTF_8))) {
            operator.ping();
            monitor.getOutputStream().write("MONITOR\r\n".getBytes(StandardCharsets.UTF_8));
            assertThat(lines.readLine()).isEqualTo("+OK");
            for (StoreCalls calls : StoreCalls.values()) {
                calls.repeat(store);
                operator.echo("(over)");
                int commands = 0;
                for (String line = lines.readLine(); !line.contains("(over)"); line = lines.readLine()) {
                    commands += line.contains(" lua] ") ? 0 : 1;
                }
                row.append(' ').append(commands).append(" |");
            }
        }
        assertThat(Files.readString(Path.of("../docs/stores.md"))).contains(row + "\n");
    }

    /** As each program finds them but the first. */
    private void makeScriptsKnown() throws Exception {
        StoreCalls.prepare(store);
        for (StoreCalls calls : StoreCalls.values()) {
            calls.repeat(store);
        }
        server.command("FLUSHALL");
    }

    /** As after a restart, or a failover to a server that has not run them. */
    @Test
    void a_server_that_has_forgotten_the_scripts_is_sent_them_again() throws Exception {
        store.replace("a", null, Entry.of(new byte[] {1}));
        server.command("SCRIPT", "FLUSH");
        assertThat(store.replace("a", store.read("a").version(), Entry.of(new byte[] {2})))
                .isTrue();
        server.command("SCRIPT", "FLUSH");
        try (Lease lease = store.lease("a", Duration.ZERO)) {
            assertThat(lease).isNotNull();
            assertThat(store.lease("a", Duration.ZERO)).isNull();
            server.command("SCRIPT", "FLUSH");
        }
        store.lease("a", Duration.ZERO).close();
        assertThat(store.read("a").bytes()).containsExactly(2);
    }

    @Test
    void all_keys_are_on_one_node_of_a_cluster_and_hold_no_index_value() throws Exception {
        store.replace("a", null, new Entry(new byte[] {1}, Map.of(Index.USER, "alice"), null));
        try (Jedis operator = new Jedis("127.0.0.1", server.port());
                var lease = store.lease("a", Duration.ZERO)) {
            lease.reserve(100);
            assertThat(operator.keys("*"))
                    .hasSize(4)
                    .allMatch(key -> key.startsWith("{safeconduct}:") && !key.contains("alice"));
        }
    }
}
