package dev.safeconduct.client.internal.token;

import dev.safeconduct.client.oauth.Authorization;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Remembers for a while that a server refused what had just been obtained for it, so that no refresh follows another in
 * vain. Safe for all threads without a monitor: each field is one immutable value, and none is read together with
 * another.
 */
final class RefusedTokens {

    /** For how long a token that was refused right after it was issued is not worth another attempt. */
    private static final long REFUSED_MILLIS = 60_000;

    /** For how long it is remembered that a refresh after a 401 was of no use, because not the token was at fault. */
    private static final long USELESS_MILLIS = 600_000;

    private record Unproven(Authorization token, long since) {}

    /** @param lookedAround whether it was looked since whether the server has moved */
    private record Refusal(Authorization token, long until, boolean lookedAround) {}

    private final Clock clock;

    private volatile @Nullable Refusal refusal;
    /** When the newest token was last refused though it had just been obtained after a 401. */
    private volatile long uselessSince = Long.MIN_VALUE;
    /** Until the server has accepted it. */
    private volatile @Nullable Unproven unproven;

    RefusedTokens(Clock clock) {
        this.clock = clock;
    }

    /** A token that was just issued was refused: for a while it is not worth another refresh. */
    void add(Authorization fresh) {
        refusal = new Refusal(fresh, clock.millis() + REFUSED_MILLIS, false);
        unproven = null;
    }

    boolean contains(Authorization token) {
        Refusal last = refusal;
        long now = clock.millis();
        return last != null
                && !token.isNone()
                && last.token().equals(token)
                && now < last.until()
                && now >= last.until() - REFUSED_MILLIS;
    }

    /**
     * Whether to look whether the server has moved to another authorization server, since not even a new token is taken:
     * once. Two threads may both be told so, which costs one look.
     */
    boolean isToLookAround(Authorization refused) {
        Refusal last = refusal;
        if (last == null || last.lookedAround() || !contains(refused)) {
            return false;
        }
        refusal = new Refusal(last.token(), last.until(), true);
        return true;
    }

    /**
     * A token was obtained after a 401 to a request that cannot be sent again: if the next one that carries it is refused,
     * the refresh was in vain. To be said before any request can have the token.
     */
    void onTrial(Authorization fresh) {
        unproven = new Unproven(fresh, clock.millis());
    }

    boolean isOnTrial(Authorization token) {
        Unproven last = unproven;
        long now = clock.millis();
        return last != null && last.token().equals(token) && now < last.since() + REFUSED_MILLIS && now >= last.since();
    }

    /** The server accepted what a request carried. */
    void accepted(Authorization sent) {
        Unproven last = unproven;
        if (last != null && last.token().equals(sent)) {
            unproven = null;
        }
    }

    /** A token was refused again that is the newest there is. */
    void refreshWasUseless() {
        uselessSince = clock.millis();
    }

    /**
     * Whether it is the requests that this server refuses, and not the tokens: then one refresh a minute is enough for all
     * processes. Without this each would replace the token of the other, at every request that is refused (THREATS 93).
     */
    boolean isNewEnough(KnownToken read) {
        long now = clock.millis();
        long since = uselessSince;
        boolean uselessBefore = since <= now && now - USELESS_MILLIS < since;
        return uselessBefore && read.isYounger(REFUSED_MILLIS, now);
    }
}
