package dev.safeconduct.store.memory;

import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.TokenStore.Index;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.spi.VersionedEntry;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The entries, by name, by index value and by their end, and at most so many. No call looks at more of them than it is
 * about. Who writes takes turns at the monitor, which is held for a few look-ups; who reads takes none.
 */
final class MemoryEntries {

    /** How many entries that are over one write removes besides, so that none takes long. */
    private static final int SWEPT_AT_A_TIME = 100;

    private record Kept(long version, Entry entry) {

        boolean isAt(@Nullable String expectedVersion) {
            return Long.toString(version).equals(expectedVersion);
        }

        boolean isOver(Instant now) {
            Instant end = entry.expiresAt();
            return end != null && !now.isBefore(end);
        }
    }

    private record End(Instant at, String name) implements Comparable<End> {

        @Override
        public int compareTo(End other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : name.compareTo(other.name);
        }
    }

    private final Clock clock;
    private final int most;
    private final ConcurrentMap<String, Kept> entries = new ConcurrentHashMap<>();
    private final Map<Index, NamesByValue<String>> byValue = new EnumMap<>(Index.class);
    /** Those that expire, the next first. */
    private final NavigableSet<End> byEnd = new TreeSet<>();

    private final Set<String> reserved = ConcurrentHashMap.newKeySet();
    private long lastVersion;

    /** @param most how many entries there may be */
    MemoryEntries(Clock clock, int most) {
        this.clock = clock;
        this.most = most;
        for (Index index : Index.values()) {
            byValue.put(index, new NamesByValue<>());
        }
    }

    @Nullable VersionedEntry read(String name) {
        Kept kept = current(name);
        return kept == null
                ? null
                : new VersionedEntry(Long.toString(kept.version()), kept.entry().bytes());
    }

    /** @throws TokenStoreException if it would be one entry too many */
    synchronized boolean replace(String name, @Nullable String expectedVersion, Entry entry)
            throws TokenStoreException {
        sweep();
        Kept before = current(name);
        if (before == null ? expectedVersion != null : !before.isAt(expectedVersion)) {
            return false;
        }
        if (before == null) {
            drop(name); // if it is over
            makeRoom(name);
        }
        put(name, before == null ? null : before.entry(), entry);
        return true;
    }

    synchronized boolean remove(String name, String expectedVersion) {
        sweep();
        Kept before = current(name);
        if (before == null || !before.isAt(expectedVersion)) {
            return false;
        }
        drop(name);
        return true;
    }

    List<String> list(Index index, String value) {
        return current(byValue(index).of(value));
    }

    List<String> names() {
        return current(entries.keySet());
    }

    private List<String> current(Collection<String> names) {
        Instant now = clock.instant();
        return names.stream().filter(name -> current(name, now) != null).toList();
    }

    /** From now on an entry of this name is taken though there are as many as there may be. */
    void reserve(String name) {
        reserved.add(name);
    }

    /** Takes that back. */
    void release(String name) {
        reserved.remove(name);
    }

    private @Nullable Kept current(String name) {
        return current(name, clock.instant());
    }

    private @Nullable Kept current(String name, Instant now) {
        Kept kept = entries.get(name);
        return kept == null || kept.isOver(now) ? null : kept;
    }

    private void put(String name, @Nullable Entry before, Entry entry) {
        Map<Index, String> old = before == null ? Map.of() : before.index();
        // Most writes bring a new token to the same session: what is equal is kept once, and the indexes stay as they
        // are.
        Map<Index, String> index = old.equals(entry.index()) ? old : entry.index();
        entries.put(name, new Kept(++lastVersion, new Entry(entry.bytes(), index, entry.expiresAt())));
        if (index != old) {
            reindex(name, old, index);
        }
        Instant end = entry.expiresAt();
        Instant endBefore = before == null ? null : before.expiresAt();
        if (!Objects.equals(endBefore, end)) {
            removeEnd(name, endBefore);
            if (end != null) {
                byEnd.add(new End(end, name));
            }
        }
    }

    private void reindex(String name, Map<Index, String> old, Map<Index, String> index) {
        index.forEach((kind, value) -> byValue(kind).add(value, name));
        old.forEach((kind, value) -> {
            if (!value.equals(index.get(kind))) {
                byValue(kind).remove(value, name);
            }
        });
    }

    private void drop(String name) {
        Kept dropped = entries.remove(name);
        if (dropped != null) {
            dropped.entry().index().forEach((kind, value) -> byValue(kind).remove(value, name));
            removeEnd(name, dropped.entry().expiresAt());
        }
    }

    private void removeEnd(String name, @Nullable Instant end) {
        if (end != null) {
            byEnd.remove(new End(end, name));
        }
    }

    private void sweep() {
        Instant now = clock.instant();
        for (int i = 0; i < SWEPT_AT_A_TIME && !byEnd.isEmpty(); i++) {
            End next = byEnd.first();
            if (now.isBefore(next.at())) {
                return;
            }
            drop(next.name());
        }
    }

    /** What expires anyway goes first, beginning with what does so next: anyone can begin a login. A login never goes. */
    private void makeRoom(String name) throws TokenStoreException {
        while (entries.size() >= most && !reserved.contains(name)) {
            if (byEnd.isEmpty()) {
                throw new TokenStoreException(
                        "The token store in memory is full: it has " + most + " entries, as many as "
                                + MemoryTokenStoreProvider.MAX_ENTRIES_KEY
                                + " allows. Log out of sessions that are over, or set a greater number.");
            }
            drop(byEnd.first().name());
        }
    }

    private NamesByValue<String> byValue(Index index) {
        return Objects.requireNonNull(byValue.get(index));
    }
}
