package dev.safeconduct.agent.cli;

import dev.safeconduct.client.oauth.Token;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** When a token expires, in words. */
final class Expiry {

    private Expiry() {}

    /** As {@code in 23 minutes}, {@code 2 hours ago}, {@code at a time that is not known}. */
    static String words(Token token, Clock clock) {
        Instant expiresAt = token.expiresAt();
        return expiresAt == null ? "at a time that is not known" : words(expiresAt, clock);
    }

    /** As {@code in 23 minutes} or {@code 2 hours ago}. */
    static String words(Instant time, Clock clock) {
        Duration left = Duration.between(clock.instant(), time);
        return left.isNegative() || left.isZero() ? Spans.words(left.negated()) + " ago" : "in " + Spans.words(left);
    }
}
