import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.ProviderConfig;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStoreProvider;
import dev.safeconduct.spi.VersionedEntry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The smallest store that keeps the contract: a map. Yours puts a database or a vault in its place; docs/stores.md. */
public final class ExampleTokenStore implements TokenStore {

    public static final class Provider implements TokenStoreProvider {
        public String name() { return "example"; }
        public TokenStore create(ProviderConfig config) { return new ExampleTokenStore(config.clock()); }
    }

    private record Kept(String version, Entry entry) {}

    private final Map<String, Kept> entries = new ConcurrentHashMap<>();
    private final Map<String, Semaphore> leases = new ConcurrentHashMap<>();
    private final Clock clock;
    private volatile boolean closed;

    private ExampleTokenStore(Clock clock) { this.clock = clock; }

    private Kept at(String name) {
        return entries.computeIfPresent(name, (same, kept) -> {
            var end = kept.entry().expiresAt();
            return end == null || clock.instant().isBefore(end) ? kept : null;
        });
    }

    public VersionedEntry read(String name) {
        Kept kept = at(name);
        return kept == null ? null : new VersionedEntry(kept.version(), kept.entry().bytes());
    }

    public boolean replace(String name, String expectedVersion, Entry entry) {
        Kept now = at(name);
        Kept next = new Kept(UUID.randomUUID().toString(), entry);
        if (now == null) { return expectedVersion == null && entries.putIfAbsent(name, next) == null; }
        return now.version().equals(expectedVersion) && entries.replace(name, now, next);
    }

    public boolean remove(String name, String expectedVersion) {
        Kept now = at(name);
        return now != null && now.version().equals(expectedVersion) && entries.remove(name, now);
    }

    public List<String> list(Index index, String value) {
        return entries.keySet().stream().filter(name -> at(name) != null).toList(); // others too: the client looks
    }

    public Lease lease(String name, Duration wait) throws InterruptedException {
        Semaphore free = leases.computeIfAbsent(name, unused -> new Semaphore(1));
        if (!free.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) { return null; }
        return new Lease() {
            private boolean held = true;
            public synchronized boolean outlives(Duration duration) { return held && !closed; }
            public synchronized void close() { if (held) { held = false; free.release(); } }
        };
    }

    public Reach reach() { return Reach.PROCESS; }

    public void close() { closed = true; }
}
