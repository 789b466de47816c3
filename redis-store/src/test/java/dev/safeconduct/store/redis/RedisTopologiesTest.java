package dev.safeconduct.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStore.Index;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.testkit.FreePort;
import dev.safeconduct.testkit.MapProviderConfig;
import dev.safeconduct.testkit.SelfSigned;
import dev.safeconduct.testkit.server.RedisServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** A cluster, a server that sentinels name, a server behind TLS. */
@Tag("full")
class RedisTopologiesTest {

    private static final Duration BOUND = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private static TokenStore open(Map<String, String> settings) throws Exception {
        return new RedisTokenStoreProvider().create(MapProviderConfig.of(settings));
    }

    private static void assertServes(TokenStore store) throws Exception {
        assertThat(store.replace(
                        "a", null, new Entry(new byte[] {1}, Map.of(Index.USER, "x", Index.SERVER, "y"), null)))
                .isTrue();
        assertThat(store.list(Index.USER, "x")).containsExactly("a");
        try (TokenStore.Lease lease = Objects.requireNonNull(store.lease("a", Duration.ZERO))) {
            lease.reserve(100);
            String version = Objects.requireNonNull(store.read("a")).version();
            assertThat(store.replace("a", version, Entry.of(new byte[] {2}))).isTrue();
        }
        assertThat(store.list(Index.SERVER, "y")).isEmpty();
        assertThat(store.remove("a", Objects.requireNonNull(store.read("a")).version()))
                .isTrue();
    }

    @Test
    void a_cluster_serves() throws Exception {
        try (RedisServer node = RedisServer.start("cluster-enabled yes", "cluster-port " + FreePort.find());
                Jedis operator = new Jedis("127.0.0.1", node.port())) {
            operator.clusterAddSlotsRange(0, 16383);
            while (!operator.clusterInfo().contains("cluster_state:ok")) {
                Thread.sleep(50);
            }
            try (TokenStore store = open(
                    Map.of("safeconduct.store.redis.url", node.url(), "safeconduct.store.redis.cluster", "true"))) {
                assertServes(store);
            }
        }
    }

    @Test
    void sentinels_name_the_server_also_after_a_failover() throws Exception {
        try (RedisServer master = RedisServer.start();
                RedisServer replica = RedisServer.start("replicaof 127.0.0.1 " + master.port());
                RedisServer sentinel = RedisServer.start(
                        "sentinel monitor tokens 127.0.0.1 " + master.port() + " 1",
                        "sentinel down-after-milliseconds tokens 500",
                        "sentinel failover-timeout tokens 3000");
                TokenStore store = open(Map.of(
                        "safeconduct.store.redis.url",
                        sentinel.url(),
                        "safeconduct.store.redis.sentinel-master",
                        "tokens"))) {
            assertServes(store);
            try (Jedis operator = new Jedis("127.0.0.1", sentinel.port())) {
                while (operator.sentinelReplicas("tokens").isEmpty()) {
                    Thread.sleep(50);
                }
            }
            master.stop();
            awaitWrite(store);
            assertServes(store);
            try (Jedis operator = new Jedis("127.0.0.1", replica.port())) {
                assertThat(operator.info("replication")).contains("role:master");
            }
        }
    }

    private static void awaitWrite(TokenStore store) throws Exception {
        long end = System.nanoTime() + BOUND.toNanos();
        while (true) {
            try {
                assertThat(store.replace("b", null, Entry.of(new byte[] {1}))).isTrue();
                return;
            } catch (TokenStoreException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                Thread.sleep(100);
            }
        }
    }

    private static Path key(SelfSigned identity) throws Exception {
        KeyStore keys = KeyStore.getInstance(identity.keyStore().toFile(), SelfSigned.PASSWORD.toCharArray());
        byte[] key = keys.getKey("server", SelfSigned.PASSWORD.toCharArray()).getEncoded();
        return Files.writeString(
                identity.keyStore().resolveSibling("key.pem"),
                "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key)
                        + "\n-----END PRIVATE KEY-----\n");
    }

    @Test
    void a_server_behind_tls_is_believed_by_the_certificate_authority_that_is_named() throws Exception {
        SelfSigned identity = SelfSigned.create(directory);
        Path certificate = identity.certificateFile();
        int port = FreePort.find();
        try (RedisServer server = RedisServer.start(
                "tls-port " + port,
                "tls-cert-file " + certificate,
                "tls-key-file " + key(identity),
                "tls-auth-clients no",
                "tls-ca-cert-file " + certificate)) {
            String url = "rediss://localhost:" + port;
            try (TokenStore store = open(Map.of(
                    "safeconduct.store.redis.url", url, "safeconduct.store.redis.ca-file", certificate.toString()))) {
                assertServes(store);
            }
            try (TokenStore store = open(Map.of("safeconduct.store.redis.url", url))) {
                assertThatThrownBy(() -> store.read("a")).isInstanceOf(TokenStoreException.class);
            }
            assertThat(server.port()).isNotEqualTo(port);
        }
    }
}
