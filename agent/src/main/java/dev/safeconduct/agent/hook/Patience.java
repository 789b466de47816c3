package dev.safeconduct.agent.hook;

import java.time.Duration;

/** For how long a request can still wait for a token. */
public final class Patience {

    private final long end;

    private Patience(Duration duration) {
        this.end = System.nanoTime() + duration.toNanos();
    }

    /**
     * From now on.
     *
     * @param timeout the request's own; zero or less if it has none
     * @param limit what no request waits longer than
     */
    public static Patience of(Duration timeout, Duration limit) {
        boolean unlimited = timeout.isZero() || timeout.isNegative();
        return new Patience(unlimited || timeout.compareTo(limit) > 0 ? limit : timeout);
    }

    /** What is left; zero if nothing is. */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }
}
