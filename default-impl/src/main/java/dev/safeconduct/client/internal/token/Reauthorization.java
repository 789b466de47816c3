package dev.safeconduct.client.internal.token;

import dev.safeconduct.client.oauth.Authorization;

/**
 * What a 401 leads to.
 *
 * @param authorization worth one more request; {@link Authorization#none()} if the 401 is final
 * @param adopted whether it was in the store already, from another thread or process; false if it was obtained now
 */
public record Reauthorization(Authorization authorization, boolean adopted) {

    /** The 401 is final. */
    public static final Reauthorization NONE = new Reauthorization(Authorization.none(), false);
}
