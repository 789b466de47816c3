package dev.safeconduct.client.internal.token;

import dev.safeconduct.client.internal.concurrent.Backoff;
import dev.safeconduct.client.oauth.LoginRequiredException;
import dev.safeconduct.spi.OAuthException;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

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

    /** For how long at most a refresh that was refused is not tried again. */
    private static final long REFUSED_MILLIS = 300_000;

    /** What a request without a token waits at most, whatever {@code Retry-After} says. */
    private static final long RETRY_AFTER_MILLIS = 60_000;

    /** What counts of a {@code Retry-After} at most. */
    private static final long MOST_RETRY_AFTER_MILLIS = 86_400_000;

    /** When a token is looked for again that another process is refreshing: as often as the store is read. */
    private static final long LEASE_MILLIS = 1_000;

    private final Clock clock;
    private final Backoff store;
    private final Backoff lease;
    private final Backoff renewal;

    /** After a refresh that was refused: another attempt may succeed, and is not expected to. */
    private final Backoff refusal;

    /** What the server asked for, and how much of it counts once there is no token left. */
    private record Pause(long since, long until, long untilWithoutToken) {

        boolean isOver(long now, long end) {
            return now >= end || now < since; // the clock may have been set back
        }
    }

    private volatile boolean hangs;
    private volatile @Nullable Pause pause;
    private volatile long undocumentedUntil;

    Retries(Clock clock) {
        this.clock = clock;
        this.store = new Backoff(clock, STORE_PAUSE_MILLIS);
        this.lease = new Backoff(clock, LEASE_MILLIS);
        this.renewal = new Backoff(clock, Backoff.MOST_MILLIS);
        this.refusal = new Backoff(clock, REFUSED_MILLIS);
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

    /** Whether there is anything to do in the background, where another process was refreshing the last time. */
    boolean mayLookAgain() {
        return lease.isOver();
    }

    /** Another process has the lease, which was not waited for. */
    void leaseWasTaken() {
        lease.failed();
    }

    /** Whether a request without a token may lead to a refresh. */
    boolean mayRenew() {
        Pause asked = pause;
        return isDue() && (asked == null || asked.isOver(clock.millis(), asked.untilWithoutToken()));
    }

    /** Whether the token may be refreshed while it lasts: the server decides when (RFC 9110 §10.2.3). */
    boolean mayRenewAhead() {
        Pause asked = pause;
        return isDue() && (asked == null || asked.isOver(clock.millis(), asked.until()));
    }

    private boolean isDue() {
        return renewal.isOver() && refusal.isOver();
    }

    void renewed() {
        hangs = false;
        pause = null;
        refusal.succeeded();
        renewal.succeeded();
    }

    /** Something failed on the way to a token: the next attempt waits. */
    void failed() {
        renewal.failed();
    }

    /** A refresh failed; that the next attempt waits is said by {@link #failed()}. */
    void renewalFailed(OAuthException e, long startMillis) {
        long now = clock.millis();
        hangs = e.isTransient() && now - startMillis > HANGS_MILLIS;
        if (e instanceof LoginRequiredException) {
            refusal.failed();
        }
        Duration asked = e.retryAfter();
        if (asked != null) {
            long millis = Math.min(MOST_RETRY_AFTER_MILLIS, asked.toMillis());
            pause = new Pause(now, now + millis, now + Math.min(RETRY_AFTER_MILLIS, millis));
        }
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
