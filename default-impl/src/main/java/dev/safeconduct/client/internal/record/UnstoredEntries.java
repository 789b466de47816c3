package dev.safeconduct.client.internal.record;

import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.spi.VersionedEntry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Keeps entries in memory, and takes its leases where other processes see them: what another program keeps is not stored
 * a second time, and is not fetched by all processes at once (THREATS 75). Safe for all threads.
 */
public final class UnstoredEntries implements TokenStore {

    private final TokenStore leases;
    private final Map<String, VersionedEntry> entries = new ConcurrentHashMap<>();
    private final AtomicLong version = new AtomicLong();

    /** @param leases stays open when this is closed */
    public UnstoredEntries(TokenStore leases) {
        this.leases = leases;
    }

    @Override
    public @Nullable VersionedEntry read(String name) {
        return entries.get(name);
    }

    @Override
    public boolean replace(String name, @Nullable String expectedVersion, Entry entry) {
        VersionedEntry fresh = new VersionedEntry(Long.toString(version.incrementAndGet()), entry.bytes());
        return Objects.equals(
                fresh, entries.compute(name, (same, old) -> hasVersion(old, expectedVersion) ? fresh : old));
    }

    @Override
    public boolean remove(String name, String expectedVersion) {
        VersionedEntry old = entries.get(name);
        return old != null && hasVersion(old, expectedVersion) && entries.remove(name, old);
    }

    private static boolean hasVersion(@Nullable VersionedEntry entry, @Nullable String expected) {
        return Objects.equals(entry == null ? null : entry.version(), expected);
    }

    @Override
    public List<String> list(Index index, String value) {
        return names();
    }

    @Override
    public List<String> names() {
        return List.copyOf(entries.keySet());
    }

    @Override
    public @Nullable Lease lease(String name, Duration wait) throws TokenStoreException, InterruptedException {
        return leases.lease(name, wait);
    }

    @Override
    public Reach reach() {
        return Reach.PROCESS;
    }

    @Override
    public void close() {
        entries.clear();
    }
}
