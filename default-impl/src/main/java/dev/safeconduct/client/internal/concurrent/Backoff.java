package dev.safeconduct.client.internal.concurrent;

import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;

/** After a failure that may pass: how long not to try again. Doubles from 1 s to 60 s, with jitter. Safe for all threads. */
public final class Backoff {

    private static final long FIRST_MILLIS = 1_000;
    public static final long MOST_MILLIS = 60_000;

    private final Clock clock;
    private final long mostMillis;
    private long pauseMillis;
    private long notBefore;

    public Backoff(Clock clock, long mostMillis) {
        this.clock = clock;
        this.mostMillis = mostMillis;
    }

    public synchronized boolean isOver() {
        // A clock that was set back must not make the pause longer than it can be.
        return clock.millis() >= notBefore || clock.millis() < notBefore - mostMillis;
    }

    public synchronized void failed() {
        pauseMillis = pauseMillis == 0 ? FIRST_MILLIS : Math.min(mostMillis, pauseMillis * 2);
        notBefore = clock.millis() + ThreadLocalRandom.current().nextLong(pauseMillis / 2, pauseMillis + 1);
    }

    public synchronized void succeeded() {
        pauseMillis = 0;
        notBefore = 0;
    }
}
