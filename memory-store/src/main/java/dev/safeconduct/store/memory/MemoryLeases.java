package dev.safeconduct.store.memory;

import dev.safeconduct.spi.TokenStore.Lease;
import dev.safeconduct.spi.TokenStoreException;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The leases of one store. Who waits for one is woken by its end, and by no other. Safe for all threads. */
final class MemoryLeases {

    private final MemoryEntries entries;
    private final ConcurrentMap<String, MemoryLease> held = new ConcurrentHashMap<>();
    private volatile boolean closed;

    MemoryLeases(MemoryEntries entries) {
        this.entries = entries;
    }

    @Nullable Lease take(String name, Duration wait) throws TokenStoreException, InterruptedException {
        long start = System.nanoTime();
        long nanos = TimeUnit.NANOSECONDS.convert(wait); // saturates, where Duration.toNanos throws
        MemoryLease mine = new MemoryLease(name);
        for (MemoryLease other = held.putIfAbsent(name, mine); other != null; other = held.putIfAbsent(name, mine)) {
            if (!other.end.await(nanos - (System.nanoTime() - start), TimeUnit.NANOSECONDS)) {
                return null;
            }
        }
        if (closed) { // looked at after the lease is to be seen: either this or close() ends it
            mine.close();
            throw new TokenStoreException("The token store in memory is closed. Open a new one.");
        }
        return mine;
    }

    /** Ends all leases; no other is given. */
    void close() {
        closed = true;
        held.values().forEach(MemoryLease::close);
    }

    private final class MemoryLease implements Lease {

        private final String name;
        private final CountDownLatch end = new CountDownLatch(1);

        MemoryLease(String name) {
            this.name = name;
        }

        @Override
        public boolean outlives(Duration duration) {
            return held.get(name) == this;
        }

        @Override
        public synchronized void reserve(int bytes) throws TokenStoreException {
            if (held.get(name) != this) {
                throw new TokenStoreException("The lease of " + name + " has ended. Take it again.");
            }
            entries.reserve(name);
        }

        @Override
        public synchronized void close() {
            if (end.getCount() > 0) {
                entries.release(name);
                held.remove(name, this);
                end.countDown();
            }
        }
    }
}
