package dev.safeconduct.client.internal.token;

import dev.safeconduct.client.internal.concurrent.Backoff;
import dev.safeconduct.spi.OAuthException;
import java.time.Clock;

/**
 * When the store and the authorization server of one token are worth another attempt, and whether a request waits for
 * it. Safe for all threads: each member stands for itself.
 */
final class Retries {

    /** For how long at most a store that cannot be read is left alone. */
    private static final long STORE_PAUSE_MILLIS = 5_000;

    /** For how long a server that documents no authorization server is not asked for one ahead of a request. */
    private static final long UNDOCUMENTED_MILLIS = 60_000;

    /** A refresh that fails after so long would be waited for in vain a second time. */
    private static final long HANGS_MILLIS = 1_000;

    private final Clock clock;
    private final Backoff store;
    private final Backoff renewal;

    private volatile boolean hangs;
    private volatile long undocumentedUntil;

    Retries(Clock clock) {
        this.clock = clock;
        this.store = new Backoff(clock, STORE_PAUSE_MILLIS);
        this.renewal = new Backoff(clock, Backoff.MOST_MILLIS);
    }

    boolean mayReadStore() {
        return store.isOver();
    }

    void storeWasRead() {
        store.succeeded();
    }

    void storeFailed() {
        store.failed();
    }

    boolean mayRenew() {
        return renewal.isOver();
    }

    void renewed() {
        hangs = false;
        renewal.succeeded();
    }

    /** Something failed on the way to a token: the next attempt waits. */
    void failed() {
        renewal.failed();
    }

    /** A refresh failed; that the next attempt waits is said by {@link #failed()}. */
    void renewalFailed(OAuthException e, long startMillis) {
        hangs = e.isTransient() && clock.millis() - startMillis > HANGS_MILLIS;
    }

    /** Whether the last attempt to refresh failed, and only after a while: no request is to wait for the next one. */
    boolean hangs() {
        return hangs;
    }

    /** It is not documented where the server's tokens come from; a challenge may tell. */
    void isUndocumentedNow() {
        undocumentedUntil = clock.millis() + UNDOCUMENTED_MILLIS;
    }

    boolean isUndocumented() {
        long now = clock.millis();
        long until = undocumentedUntil;
        return now < until && now >= until - UNDOCUMENTED_MILLIS;
    }
}
