package dev.safeconduct.store.memory;

import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.spi.VersionedEntry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Entries and leases in the memory of this process, for millions of sessions. It starts no thread: what is over is removed
 * by the writes that follow.
 *
 * <p>What a lease reserves is a place among the entries, not memory. An entry that is there can always be replaced, also
 * where the store is full.
 */
final class MemoryTokenStore implements TokenStore {

    private final MemoryEntries entries;
    private final MemoryLeases leases;

    /** @param most how many entries there may be */
    MemoryTokenStore(Clock clock, int most) {
        entries = new MemoryEntries(clock, most);
        leases = new MemoryLeases(entries);
    }

    @Override
    public @Nullable VersionedEntry read(String name) {
        return entries.read(name);
    }

    @Override
    public boolean replace(String name, @Nullable String expectedVersion, Entry entry) throws TokenStoreException {
        return entries.replace(name, expectedVersion, entry);
    }

    @Override
    public boolean remove(String name, String expectedVersion) {
        return entries.remove(name, expectedVersion);
    }

    @Override
    public List<String> list(Index index, String value) {
        return entries.list(index, value);
    }

    @Override
    public List<String> names() {
        return entries.names();
    }

    @Override
    public @Nullable Lease lease(String name, Duration wait) throws TokenStoreException, InterruptedException {
        return leases.take(name, wait);
    }

    @Override
    public Reach reach() {
        return Reach.PROCESS;
    }

    @Override
    public void close() {
        leases.close();
    }
}
