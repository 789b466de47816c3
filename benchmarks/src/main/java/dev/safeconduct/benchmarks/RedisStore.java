package dev.safeconduct.benchmarks;

import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.store.redis.RedisTokenStoreProvider;
import dev.safeconduct.testkit.server.RedisServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.SetParams;

/** A Redis server of this machine with one login, as large as one usually is, and the same bytes below a key. */
@State(Scope.Benchmark)
public class RedisStore {

    private static final byte[] KEY = "bare".getBytes(StandardCharsets.UTF_8);
    private static final String LEASE = "lease";

    private RedisServer server;
    private UnifiedJedis jedis;
    private TokenStore store;

    @Setup
    public void setUp() throws Exception {
        server = RedisServer.start();
        store = new RedisTokenStoreProvider().create(server.config());
        store.replace(FileStore.NAME, null, Entry.of(FileStore.BYTES));
        jedis = RedisClient.create("127.0.0.1", server.port());
        jedis.set(KEY, FileStore.BYTES);
    }

    @TearDown
    public void tearDown() {
        store.close();
        jedis.close();
        server.close();
    }

    Object read() throws Exception {
        return store.read(FileStore.NAME);
    }

    Object bareRead() {
        return jedis.get(KEY);
    }

    /** What a refresh does at the store: alone, it reads the login and replaces it. */
    void refresh() throws Exception {
        try (TokenStore.Lease lease = store.lease(FileStore.NAME, Duration.ofSeconds(1))) {
            if (lease == null
                    || !store.replace(
                            FileStore.NAME, store.read(FileStore.NAME).version(), Entry.of(FileStore.BYTES))) {
                throw new IllegalStateException("not alone");
            }
        }
    }

    /** The four commands that this takes at the least. */
    void bareRefresh() {
        jedis.set(LEASE, LEASE, SetParams.setParams().nx().px(30_000));
        jedis.get(KEY);
        jedis.set(KEY, FileStore.BYTES);
        jedis.del(LEASE);
    }
}
