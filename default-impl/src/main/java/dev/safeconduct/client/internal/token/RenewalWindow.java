package dev.safeconduct.client.internal.token;

import dev.safeconduct.client.oauth.Token;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * From when on before its expiry a token is refreshed in the background. Each process begins by a part of that time later,
 * up to a fifth, which chance chooses once: a thousand processes that share a token do not come at once, and all but the
 * first find that it has been refreshed. Immutable.
 */
public final class RenewalWindow {

    private static final Duration MOST = Duration.ofMinutes(5);
    private static final int PART_OF_LIFETIME = 4;
    private static final double MOST_LATER = 0.2;

    private final double part;

    /** @param random is asked once */
    public RenewalWindow(RandomGenerator random) {
        this.part = 1 - MOST_LATER * random.nextDouble();
    }

    /** The smaller of 5 min and a quarter of the lifetime, 5 min where the lifetime is not known; less what is by chance. */
    Duration of(Token token) {
        return Duration.ofMillis(
                Math.round(part * Margins.smaller(MOST, token, PART_OF_LIFETIME).toMillis()));
    }
}
