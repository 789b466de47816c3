package dev.safeconduct.client.internal.token;

import dev.safeconduct.client.oauth.Authorization;
import org.jspecify.annotations.Nullable;

/**
 * What a 401 leads to.
 *
 * @param authorization worth one more request; {@link Authorization#none()} if the 401 is final
 * @param adopted whether it was in the store already, from another thread or process; false if it was obtained now
 * @param loginReason why only a person can help, as the first half of a sentence; null if that is not so
 */
public record Reauthorization(Authorization authorization, boolean adopted, @Nullable String loginReason) {

    /** The 401 is final. */
    public static final Reauthorization NONE = new Reauthorization(Authorization.none(), false);

    Reauthorization(Authorization authorization, boolean adopted) {
        this(authorization, adopted, null);
    }

    /** The 401 is final, because only a person can help. */
    static Reauthorization loginNeeded(String reason) {
        return new Reauthorization(Authorization.none(), false, reason);
    }
}
