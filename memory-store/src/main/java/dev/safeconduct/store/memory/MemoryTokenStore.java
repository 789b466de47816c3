package dev.safeconduct.store.memory;

import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.spi.VersionedEntry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Two maps under one lock, which is never held for longer than a look into a map. */
final class MemoryTokenStore implements TokenStore {

    private record Kept(long version, Entry entry) {
        boolean isExpired(Instant now) {
            return entry.expiresAt() != null && !now.isBefore(entry.expiresAt());
        }
    }

    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition leaseFreed = lock.newCondition();
    private final Map<String, Kept> entries = new HashMap<>();
    private final Map<String, MemoryLease> leases = new HashMap<>();
    private long lastVersion;
    private boolean closed;

    MemoryTokenStore(Clock clock) {
        this.clock = clock;
    }

    @Override
    public @Nullable VersionedEntry read(String name) {
        lock.lock();
        try {
            dropExpired();
            Kept kept = entries.get(name);
            return kept == null
                    ? null
                    : new VersionedEntry(
                            Long.toString(kept.version()), kept.entry().bytes());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean replace(String name, @Nullable String expectedVersion, Entry entry) {
        lock.lock();
        try {
            dropExpired();
            if (!isAt(name, expectedVersion)) {
                return false;
            }
            entries.put(name, new Kept(++lastVersion, entry));
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean remove(String name, String expectedVersion) {
        lock.lock();
        try {
            dropExpired();
            return isAt(name, expectedVersion) && entries.remove(name) != null;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<String> list(Index index, String value) {
        lock.lock();
        try {
            dropExpired();
            return entries.entrySet().stream()
                    .filter(named ->
                            value.equals(named.getValue().entry().index().get(index)))
                    .map(Map.Entry::getKey)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<String> names() {
        lock.lock();
        try {
            dropExpired();
            return List.copyOf(entries.keySet());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public @Nullable Lease lease(String name, Duration wait) throws TokenStoreException, InterruptedException {
        // The conversion saturates, where Duration.toNanos throws.
        long nanos = TimeUnit.NANOSECONDS.convert(wait);
        lock.lock();
        try {
            while (leases.containsKey(name) && nanos > 0) {
                nanos = leaseFreed.awaitNanos(nanos);
            }
            if (closed) {
                throw new TokenStoreException("The token store in memory is closed. Open a new one.");
            }
            MemoryLease lease = new MemoryLease(name);
            return leases.putIfAbsent(name, lease) == null ? lease : null;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Reach reach() {
        return Reach.PROCESS;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            leases.clear();
            leaseFreed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void dropExpired() {
        Instant now = clock.instant();
        entries.values().removeIf(kept -> kept.isExpired(now));
    }

    private boolean isAt(String name, @Nullable String expectedVersion) {
        Kept kept = entries.get(name);
        return kept == null
                ? expectedVersion == null
                : Long.toString(kept.version()).equals(expectedVersion);
    }

    private final class MemoryLease implements Lease {

        private final String name;

        MemoryLease(String name) {
            this.name = name;
        }

        @Override
        public boolean outlives(Duration duration) {
            lock.lock();
            try {
                return leases.get(name) == this;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                if (leases.remove(name, this)) {
                    leaseFreed.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
