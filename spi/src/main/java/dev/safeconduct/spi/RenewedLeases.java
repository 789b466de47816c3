package dev.safeconduct.spi;

import dev.safeconduct.spi.TokenStore.Lease;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Leases for a {@link TokenStore} whose storage has entries with an owner and an end by its own clock, as a database or a
 * cache on the network has: taken by one of those who want it, extended while its holder lives, and free a quarter of a
 * minute after it died. A thread extends what is held, and ends when nothing is held any more.
 *
 * <p>A holder that is stopped for longer than that has lost its lease without knowing it, and so has one whose storage has
 * forgotten it, as after a failover. {@link Lease#outlives} says so as far as clocks tell; what protects an entry is the
 * version that {@link TokenStore#replace} compares. A lease that is being extended outlives any duration; one that could
 * not be extended lately is only good for what is left of it.
 *
 * <p>Safe for all threads. Of those of this process that wait for one name, one at a time asks the storage.
 */
public final class RenewedLeases implements AutoCloseable {

    /** How long a lease lasts that is not extended. Less than clients wait, so that they outlast a holder that died. */
    public static final Duration LIFE = Duration.ofSeconds(15);

    private static final long RENEWED_EVERY = LIFE.toNanos() / 3;

    /** One that was extended no longer ago than this is going to be extended again. */
    private static final long IN_TIME = LIFE.toNanos() / 2;

    private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(200);

    /** How much longer a process pauses than it asks: hundreds that wait leave a slow storage to the one that holds. */
    private static final int PAUSES_PER_CALL = 10;

    private static final long LONGEST_PAUSE_OF_SLOW = TimeUnit.SECONDS.toNanos(3);

    /** One call of the storage each. */
    public interface Storage {

        /**
         * Takes a lease that is free, or over by the storage's clock, or this owner's already, as after a call whose
         * response was lost.
         *
         * @param owner differs for each lease
         * @param life from now on
         * @return whether it is this owner's now
         * @throws TokenStoreException if the storage cannot be reached
         */
        boolean take(String name, String owner, Duration life) throws TokenStoreException;

        /**
         * Has a lease end later.
         *
         * @return false if it is not this owner's any more
         * @throws TokenStoreException if the storage cannot be reached
         */
        boolean renew(String name, String owner, Duration life) throws TokenStoreException;

        /**
         * Ends a lease, and what was reserved for it, if it is this owner's.
         *
         * @throws TokenStoreException if the storage cannot be reached; it ends by itself then
         */
        void release(String name, String owner) throws TokenStoreException;

        /** As {@link Lease#reserve}; nothing unless overridden. */
        default void reserve(String name, String owner, int bytes) throws TokenStoreException {}
    }

    /** Those of this process who want one name. */
    private static final class Queue {
        private final Semaphore turn = new Semaphore(1, true);
        private int users;
    }

    private final Storage storage;
    private final ThreadFactory threads;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition closing = lock.newCondition();
    private final Map<String, Queue> queues = new HashMap<>();
    private final Set<Held> held = new HashSet<>();
    private volatile boolean renewing;
    private boolean closed;

    /** @param threads makes the thread that extends what is held, as {@link ProviderConfig#threads} */
    public RenewedLeases(Storage storage, ThreadFactory threads) {
        this.storage = storage;
        this.threads = threads;
    }

    /** As {@link TokenStore#lease}. */
    public @Nullable Lease lease(String name, Duration wait) throws TokenStoreException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.NANOSECONDS.convert(wait);
        Queue queue = enter(name);
        try {
            // Also with a wait of zero it is tried once.
            if (!queue.turn.tryAcquire(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                return null;
            }
            try {
                return poll(name, end);
            } finally {
                queue.turn.release();
            }
        } finally {
            leave(name, queue);
        }
    }

    private @Nullable Lease poll(String name, long end) throws TokenStoreException, InterruptedException {
        Held wanted = new Held(name, UUID.randomUUID().toString());
        for (long pause = SHORTEST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            wanted.begin();
            if (storage.take(name, wanted.owner, LIFE)) {
                keep(wanted);
                return wanted;
            }
            pause = Math.max(pause, Math.min(PAUSES_PER_CALL * wanted.elapsedNanos(), LONGEST_PAUSE_OF_SLOW));
            long left = end - System.nanoTime();
            if (left <= 0) {
                return null;
            }
            // Different for each process, so that they do not ask all at once.
            TimeUnit.NANOSECONDS.sleep(
                    Math.min(left, pause + ThreadLocalRandom.current().nextLong(pause)));
        }
    }

    private Queue enter(String name) throws TokenStoreException {
        lock.lock();
        try {
            throwIfClosed();
            Queue queue = queues.computeIfAbsent(name, unused -> new Queue());
            queue.users++;
            return queue;
        } finally {
            lock.unlock();
        }
    }

    private void leave(String name, Queue queue) {
        lock.lock();
        try {
            if (--queue.users == 0) {
                queues.remove(name);
            }
        } finally {
            lock.unlock();
        }
    }

    private void keep(Held taken) throws TokenStoreException {
        lock.lock();
        try {
            if (closed) {
                taken.release();
                throwIfClosed();
            }
            held.add(taken);
            if (!renewing) {
                renewing = true;
                try {
                    threads.newThread(this::renew).start();
                } catch (RuntimeException | Error noThread) {
                    renewing = false; // the lease lasts for its life; the next one tries again
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void throwIfClosed() throws TokenStoreException {
        if (closed) {
            throw new TokenStoreException("The token store is closed. Open a new one.");
        }
    }

    private void renew() {
        for (Set<Held> due = awaitDue(); !due.isEmpty(); due = awaitDue()) {
            due.forEach(Held::renew);
        }
    }

    /** What is held after a while; empty, and the thread is to end, if nothing is. */
    private Set<Held> awaitDue() {
        lock.lock();
        try {
            for (long left = RENEWED_EVERY; left > 0 && !closed; ) {
                try {
                    left = closing.awaitNanos(left);
                } catch (InterruptedException e) {
                    // An interrupt of a daemon is not meant for the leases that others rely on.
                }
            }
            renewing = !held.isEmpty() && !closed;
            return renewing ? Set.copyOf(held) : Set.of();
        } finally {
            lock.unlock();
        }
    }

    /** Ends all leases that are held, and keeps no thread. Idempotent. */
    @Override
    public void close() {
        Set<Held> left;
        lock.lock();
        try {
            closed = true;
            left = Set.copyOf(held);
            closing.signalAll();
        } finally {
            lock.unlock();
        }
        left.forEach(Held::close);
    }

    private final class Held implements Lease {

        private final String name;
        private final String owner;
        private volatile long sinceNanos;
        private volatile long sinceMillis;
        private volatile boolean lost;

        Held(String name, String owner) {
            this.name = name;
            this.owner = owner;
        }

        /** Before the storage is asked, so that its end is never earlier than the one that is reckoned here. */
        void begin() {
            sinceNanos = System.nanoTime();
            sinceMillis = System.currentTimeMillis();
        }

        /** The clock of the intervals may stand still while the machine sleeps, that of the day may be set back. */
        private long elapsedNanos() {
            long byDay = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis() - sinceMillis);
            return Math.max(System.nanoTime() - sinceNanos, byDay);
        }

        @Override
        public boolean outlives(Duration duration) {
            long elapsed = elapsedNanos();
            boolean isExtended = renewing && elapsed < IN_TIME;
            return !lost && (isExtended || elapsed + TimeUnit.NANOSECONDS.convert(duration) < LIFE.toNanos());
        }

        @Override
        public void reserve(int bytes) throws TokenStoreException {
            storage.reserve(name, owner, bytes);
        }

        void renew() {
            long nanos = System.nanoTime();
            long millis = System.currentTimeMillis();
            try {
                if (storage.renew(name, owner, LIFE)) {
                    sinceNanos = nanos;
                    sinceMillis = millis;
                } else {
                    forget();
                }
            } catch (TokenStoreException | RuntimeException e) {
                // It goes on until its end; the storage may be back by the next time.
            }
        }

        private boolean forget() {
            lost = true;
            lock.lock();
            try {
                return held.remove(this);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            if (forget()) {
                release();
            }
        }

        private void release() {
            lost = true;
            try {
                storage.release(name, owner);
            } catch (TokenStoreException | RuntimeException e) {
                // It ends by itself.
            }
        }
    }
}
