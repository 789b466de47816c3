package dev.safeconduct.client.internal.token;

import dev.safeconduct.client.oauth.Token;
import java.time.Duration;

/** How long before its expiry a token counts as expired. When it is refreshed ahead is {@link RenewalWindow}'s. */
final class Margins {

    private Margins() {}

    /** The smaller of 30 s and a tenth of the lifetime; 30 s where the lifetime is not known. */
    static Duration expiry(Token token) {
        return smaller(Token.DEFAULT_EXPIRY_MARGIN, token, 10);
    }

    /** The smaller of a time and a part of the lifetime; the former where the lifetime is not known. */
    static Duration smaller(Duration most, Token token, int part) {
        if (token.issuedAt() == null || token.expiresAt() == null) {
            return most;
        }
        Duration share = Duration.between(token.issuedAt(), token.expiresAt()).dividedBy(part);
        return share.isNegative() ? Duration.ZERO : share.compareTo(most) < 0 ? share : most;
    }
}
