package dev.safeconduct.store.redis;

import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.ProviderConfig;
import dev.safeconduct.spi.RenewedLeases;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.spi.VersionedEntry;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/**
 * A hash for each entry, a sorted set for each index value, a string for each lease. A version is a random word that the
 * writer chooses: a writer that lost the response can see whether it was done, and no version comes again after a failover
 * to a server that has missed some.
 */
final class RedisTokenStore implements TokenStore {

    private static final byte[] VERSION = bytes("v");
    private static final byte[] CONTENT = bytes("b");

    private final RedisSettings settings;
    private final UnifiedJedis redis;
    private final Clock clock;
    private final String prefix;
    private final RenewedLeases leases;

    /** Names for which there is room that their next write is to have. */
    private final Set<String> reserved = ConcurrentHashMap.newKeySet();

    RedisTokenStore(RedisSettings settings, UnifiedJedis redis, ProviderConfig config) {
        this.settings = settings;
        this.redis = redis;
        this.clock = config.clock();
        this.prefix = "{" + settings.prefix() + "}:";
        this.leases = new RenewedLeases(new LeaseKeys(), config.threads());
    }

    @Override
    public @Nullable VersionedEntry read(String name) throws TokenStoreException {
        List<byte[]> fields = call(() -> redis.hmget(bytes(entryKey(name)), VERSION, CONTENT));
        byte[] version = fields.get(0);
        return version == null ? null : new VersionedEntry(text(version), fields.get(1));
    }

    @Override
    public boolean replace(String name, @Nullable String expectedVersion, Entry entry) throws TokenStoreException {
        if (reserved.remove(name)) {
            call(() -> redis.del(roomKey(name)));
        }
        String version = UUID.randomUUID().toString();
        List<byte[]> arguments = List.of(
                bytes(expectedVersion == null ? "" : expectedVersion),
                bytes(prefix + "i:"),
                bytes(name),
                bytes(version),
                entry.bytes(),
                bytes(entry.index().entrySet().stream()
                        .map(value -> indexName(value.getKey(), value.getValue()))
                        .collect(Collectors.joining("\n"))),
                bytes(millisUntil(entry.expiresAt())));
        return isDone(run(RedisScripts.REPLACE, List.of(entryKey(name)), arguments)) || isWritten(name, version);
    }

    /** Whether an earlier attempt, whose response was lost, has written it. */
    private boolean isWritten(String name, String version) throws TokenStoreException {
        List<byte[]> field = call(() -> redis.hmget(bytes(entryKey(name)), VERSION));
        return field.get(0) != null && text(field.get(0)).equals(version);
    }

    /** By this machine's clock, so that a server whose clock differs keeps it as long; a part of a millisecond counts. */
    private String millisUntil(@Nullable Instant end) {
        return end == null
                ? ""
                : Long.toString(Duration.between(clock.instant(), end)
                        .plusNanos(999_999)
                        .toMillis());
    }

    @Override
    public boolean remove(String name, String expectedVersion) throws TokenStoreException {
        return isDone(run(
                RedisScripts.REMOVE,
                List.of(entryKey(name)),
                List.of(bytes(expectedVersion), bytes(prefix + "i:"), bytes(name))));
    }

    @Override
    public List<String> list(Index index, String value) throws TokenStoreException {
        Object names = run(RedisScripts.LIST, List.of(prefix + "i:" + indexName(index, value)), List.of());
        return ((List<?>) names).stream().map(name -> text((byte[]) name)).toList();
    }

    /** Without a snapshot: what is written meanwhile may be missing. */
    @Override
    public List<String> names() throws TokenStoreException {
        String entries = entryKey("");
        ScanParams wanted = new ScanParams().match(entries + "*").count(1_000);
        Set<String> names = new LinkedHashSet<>();
        String cursor = ScanParams.SCAN_POINTER_START;
        do {
            String from = cursor;
            ScanResult<String> some = call(() -> redis.scan(from, wanted));
            some.getResult().forEach(key -> names.add(key.substring(entries.length())));
            cursor = some.getCursor();
        } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
        return List.copyOf(names);
    }

    @Override
    public @Nullable Lease lease(String name, Duration wait) throws TokenStoreException, InterruptedException {
        return leases.lease(name, wait);
    }

    @Override
    public String locate(String name) {
        return entryKey(name) + " at " + settings.shown();
    }

    @Override
    public Reach reach() {
        return Reach.CLUSTER;
    }

    @Override
    public void close() {
        leases.close();
        redis.close();
    }

    private String entryKey(String name) {
        return prefix + "e:" + name;
    }

    private String leaseKey(String name) {
        return prefix + "l:" + name;
    }

    private String roomKey(String name) {
        return prefix + "r:" + name;
    }

    /** Values may be long, and are of people: only their hashes are there. */
    private static String indexName(Index index, String value) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes(value));
            return index.name().toLowerCase(Locale.ROOT) + ":" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }

    /**
     * Calls the server. All of our calls may be made twice. Connections that it has closed in the meantime, as after a
     * restart, are found one by one.
     */
    private <T> T call(Supplier<T> command) throws TokenStoreException {
        for (int attempt = 0; ; attempt++) {
            long start = System.nanoTime();
            try {
                return command.get();
            } catch (JedisConnectionException e) {
                boolean atOnce = System.nanoTime() - start < settings.timeout().toNanos() / 2;
                if (attempt == RedisClients.MOST_CONNECTIONS || !atOnce) {
                    throw RedisErrors.of(settings, e);
                }
            } catch (JedisException e) {
                throw RedisErrors.of(settings, e);
            } catch (IllegalArgumentException e) { // of a key whose file or variable is missing, which it names
                throw new TokenStoreException(String.valueOf(e.getMessage()), e);
            }
        }
    }

    private Object run(RedisScript script, List<String> keys, List<byte[]> arguments) throws TokenStoreException {
        List<byte[]> names = keys.stream().map(RedisTokenStore::bytes).toList();
        return call(() -> script.run(redis, names, arguments));
    }

    private static boolean isDone(Object result) {
        return Long.valueOf(1).equals(result);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private final class LeaseKeys implements RenewedLeases.Storage {

        @Override
        public boolean take(String name, String owner, Duration life) throws TokenStoreException {
            return isDone(run(RedisScripts.TAKE, List.of(leaseKey(name)), List.of(bytes(owner), millis(life))));
        }

        @Override
        public boolean renew(String name, String owner, Duration life) throws TokenStoreException {
            return isDone(run(
                    RedisScripts.RENEW, List.of(leaseKey(name), roomKey(name)), List.of(bytes(owner), millis(life))));
        }

        @Override
        public void release(String name, String owner) throws TokenStoreException {
            reserved.remove(name);
            var unused = run(RedisScripts.RELEASE, List.of(leaseKey(name), roomKey(name)), List.of(bytes(owner)));
        }

        @Override
        public void reserve(String name, String owner, int bytes) throws TokenStoreException {
            Object kept = run(
                    RedisScripts.RESERVE,
                    List.of(leaseKey(name), roomKey(name)),
                    List.of(bytes(owner), millis(RenewedLeases.LIFE), bytes(Integer.toString(bytes + OVERHEAD))));
            if (!isDone(kept)) {
                throw new TokenStoreException("The lease of " + locate(name) + " was lost.");
            }
            reserved.add(name);
        }

        private static byte[] millis(Duration life) {
            return bytes(Long.toString(life.toMillis()));
        }

        /** What a hash and its indexes take besides the content, about. */
        private static final int OVERHEAD = 1_024;
    }
}
