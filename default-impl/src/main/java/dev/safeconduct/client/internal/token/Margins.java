package dev.safeconduct.client.internal.token;

import dev.safeconduct.client.oauth.Token;
import java.time.Duration;

/** How long before its expiry a token counts as expired, and from when on it is refreshed in the background. */
final class Margins {

    private static final Duration MAX_WINDOW = Duration.ofMinutes(5);

    private Margins() {}

    /** The smaller of 30 s and a tenth of the lifetime; 30 s where the lifetime is not known. */
    static Duration expiry(Token token) {
        return smaller(Token.DEFAULT_EXPIRY_MARGIN, token, 10);
    }

    /** The smaller of 5 min and a quarter of the lifetime; 5 min where the lifetime is not known. */
    static Duration window(Token token) {
        return smaller(MAX_WINDOW, token, 4);
    }

    private static Duration smaller(Duration most, Token token, int part) {
        if (token.issuedAt() == null || token.expiresAt() == null) {
            return most;
        }
        Duration share = Duration.between(token.issuedAt(), token.expiresAt()).dividedBy(part);
        return share.isNegative() ? Duration.ZERO : share.compareTo(most) < 0 ? share : most;
    }
}
