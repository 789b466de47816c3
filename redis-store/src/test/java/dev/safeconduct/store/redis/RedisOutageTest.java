package dev.safeconduct.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStore.Lease;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.spi.VersionedEntry;
import dev.safeconduct.testkit.server.RedisServer;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** A server that is stopped, stands still, is full, is a replica, or refuses. */
@Tag("full")
class RedisOutageTest {

    private static final Entry ENTRY = Entry.of(new byte[] {1});

    private static TokenStore open(RedisServer server, String... more) throws Exception {
        return new RedisTokenStoreProvider().create(server.config(more));
    }

    private static String version(TokenStore store) throws TokenStoreException {
        return Objects.requireNonNull(store.read("a")).version();
    }

    @Test
    void a_restart_is_an_error_while_it_lasts_and_none_afterwards() throws Exception {
        try (RedisServer server = RedisServer.start();
                TokenStore store = open(server)) {
            store.replace("a", null, ENTRY);
            server.stop();
            assertThatThrownBy(() -> store.read("a"))
                    .isInstanceOf(TokenStoreException.class)
                    .hasMessageContaining("127.0.0.1:" + server.port())
                    .hasMessageContaining("cannot be reached");
            server.restart();
            assertThat(store.read("a")).isNull();
            assertThat(store.replace("a", null, ENTRY)).isTrue();
        }
    }

    @Test
    void a_server_that_stands_still_costs_one_timeout() throws Exception {
        try (RedisServer server = RedisServer.start();
                TokenStore store = open(server, "timeout", "300ms")) {
            store.replace("a", null, ENTRY);
            String version = version(store);
            server.signal("STOP");
            try {
                assertThatThrownBy(() -> store.read("a")).isInstanceOf(TokenStoreException.class);
                // The server does it when it goes on; whoever sent it does not know.
                assertThatThrownBy(() -> store.replace("a", version, Entry.of(new byte[] {2})))
                        .isInstanceOf(TokenStoreException.class);
            } finally {
                server.signal("CONT");
            }
            assertThat(store.replace("a", version, Entry.of(new byte[] {3})) || !version.equals(version(store)))
                    .isTrue();
        }
    }

    @Test
    void a_full_server_is_noticed_before_a_token_is_spent_and_room_that_was_kept_is_there() throws Exception {
        try (RedisServer server = RedisServer.start("maxmemory-policy noeviction");
                TokenStore store = open(server)) {
            store.replace("a", null, ENTRY);
            String version = version(store);
            byte[] successor = new byte[200_000];
            Lease kept = Objects.requireNonNull(store.lease("a", Duration.ZERO));
            kept.reserve(successor.length);
            server.fill();
            assertThat(store.replace("a", version, Entry.of(successor))).isTrue();
            kept.close();

            server.fill();
            assertThatThrownBy(() -> store.lease("a", Duration.ZERO))
                    .isInstanceOf(TokenStoreException.class)
                    .hasMessageContaining("is full");
            assertThat(store.read("a")).extracting(VersionedEntry::bytes).isEqualTo(successor);
        }
    }

    @Test
    void a_replica_a_wrong_password_and_a_user_without_rights_are_told() throws Exception {
        try (RedisServer server = RedisServer.start();
                Jedis operator = new Jedis("127.0.0.1", server.port())) {
            operator.aclSetUser("reader", "on", ">s3cret-canary", "~*", "+hmget", "+ping");
            try (TokenStore store = open(server, "user", "reader", "password", "s3cret-canary")) {
                assertThat(store.read("a")).isNull();
                assertThatThrownBy(() -> store.replace("a", null, ENTRY))
                        .isInstanceOf(TokenStoreException.class)
                        .hasMessageContaining("+@scripting");
            }
            try (TokenStore store = open(server, "user", "reader", "password", "wrong-canary")) {
                assertThatThrownBy(() -> store.read("a"))
                        .isInstanceOf(TokenStoreException.class)
                        .hasMessageContaining("safeconduct.store.redis.password")
                        .hasMessageNotContaining("canary");
            }
            operator.replicaof("127.0.0.1", 1);
            try (TokenStore store = open(server)) {
                assertThatThrownBy(() -> store.replace("a", null, ENTRY))
                        .isInstanceOf(TokenStoreException.class)
                        .hasMessageContaining("is a replica");
            }
        }
    }

    @Test
    void a_failover_that_lost_a_write_lets_no_older_version_win() throws Exception {
        try (RedisServer master = RedisServer.start();
                RedisServer replica = RedisServer.start();
                TokenStore store = open(master);
                TokenStore after = open(replica)) {
            store.replace("a", null, ENTRY);
            String first = version(store);
            try (Jedis operator = new Jedis("127.0.0.1", replica.port())) {
                operator.replicaof("127.0.0.1", master.port());
                while (after.read("a") == null) {
                    Thread.onSpinWait();
                }
                operator.replicaofNoOne(); // from now on it misses what the master takes
            }
            assertThat(store.replace("a", first, Entry.of(new byte[] {2}))).isTrue();
            String second = version(store);
            assertThat(after.replace("a", second, Entry.of(new byte[] {3})))
                    .as("which this server has never seen")
                    .isFalse();
            assertThat(after.replace("a", first, Entry.of(new byte[] {4}))).isTrue();
            assertThat(after.replace("a", first, Entry.of(new byte[] {5}))).isFalse();
        }
    }

    @Test
    void a_lease_that_the_server_forgot_is_lost_when_it_is_renewed() throws Exception {
        try (RedisServer server = RedisServer.start();
                TokenStore store = open(server);
                Jedis operator = new Jedis("127.0.0.1", server.port())) {
            Lease lease = Objects.requireNonNull(store.lease("a", Duration.ZERO));
            assertThat(lease.outlives(Duration.ofSeconds(10))).isTrue();
            operator.flushAll();
            assertThatThrownBy(() -> lease.reserve(1)).isInstanceOf(TokenStoreException.class);
            Lease other = Objects.requireNonNull(store.lease("a", Duration.ZERO));
            while (lease.outlives(Duration.ZERO)) {
                Thread.onSpinWait();
            }
            assertThat(other.outlives(Duration.ZERO)).isTrue();
            lease.close();
            assertThat(store.lease("a", Duration.ZERO)).as("the other's").isNull();
        }
    }

    @Test
    void what_is_configured_wrongly_is_told() {
        Map<String, String> wrong = Map.of(
                "", "url is not set",
                "ftp://x", "is not the URL of a Redis server",
                "redis://user:canary@host", "password instead",
                "redis://a,redis://b", "several servers",
                "redis://a/one", "not the number of a database");
        wrong.forEach((url, message) -> assertThatThrownBy(() -> new RedisTokenStoreProvider()
                        .create(dev.safeconduct.testkit.MapProviderConfig.of(Map.of(RedisSettings.KEYS + "url", url))))
                .isInstanceOf(TokenStoreException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("canary"));
    }
}
