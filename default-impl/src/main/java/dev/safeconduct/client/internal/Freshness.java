package dev.safeconduct.client.internal;

import dev.safeconduct.client.oauth.Token;
import java.time.Clock;
import java.time.Duration;

/** Whether a token is good for long enough. */
public final class Freshness {

    private Freshness() {}

    /**
     * Whether a token is good for a while. A demand of more than half its lifetime counts as half, or every call would
     * refresh.
     */
    public static boolean isGoodFor(Token token, Duration least, Clock clock) {
        return !token.isExpired(capped(token, least), clock);
    }

    private static Duration capped(Token token, Duration asked) {
        if (token.issuedAt() == null || token.expiresAt() == null) {
            return asked;
        }
        Duration half = Duration.between(token.issuedAt(), token.expiresAt()).dividedBy(2);
        return half.compareTo(asked) < 0 ? half : asked;
    }
}
