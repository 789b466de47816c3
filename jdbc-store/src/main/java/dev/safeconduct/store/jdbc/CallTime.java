package dev.safeconduct.store.jdbc;

import dev.safeconduct.spi.TokenStoreException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** The time that one call has, and its pauses between attempts: longer each time, and different for each program. */
final class CallTime {

    private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(300);

    private final long end;
    private long pause = SHORTEST_PAUSE;

    CallTime(Duration atMost) {
        end = System.nanoTime() + TimeUnit.NANOSECONDS.convert(atMost);
    }

    /** What is left; a millisecond at least, since zero means "for ever" to a driver. */
    Duration left() {
        return Duration.ofNanos(Math.max(end - System.nanoTime(), TimeUnit.MILLISECONDS.toNanos(1)));
    }

    boolean isOver() {
        return System.nanoTime() - end >= 0;
    }

    /** Pauses; false, and at once, if there is no time for a further attempt. */
    boolean pause() throws TokenStoreException {
        long length = pause / 2 + ThreadLocalRandom.current().nextLong(pause);
        pause = Math.min(2 * pause, LONGEST_PAUSE);
        if (System.nanoTime() + length - end >= 0) {
            return false;
        }
        try {
            TimeUnit.NANOSECONDS.sleep(length);
            return true;
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    /** Leaves the thread interrupted. */
    static TokenStoreException interrupted() {
        Thread.currentThread().interrupt();
        return new TokenStoreException("The thread was interrupted while it waited for the database. Try again.");
    }
}
