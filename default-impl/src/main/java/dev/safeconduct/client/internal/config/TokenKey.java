package dev.safeconduct.client.internal.config;

import org.jspecify.annotations.Nullable;

/**
 * Whose token, and for what.
 *
 * @param session whose it is: {@link #DEFAULT} for one user's process, one per login in a web application
 * @param server the protected resource, as its URL
 * @param profile {@link #DEFAULT}, or a digest of the configured grant, client, account, resource and audience, so that
 *     a service's token and a person's never share a record
 */
public record TokenKey(String session, String server, String profile) {

    /** The session, and the profile, that need no name. */
    public static final String DEFAULT = "default";

    /** The key of one user's process with nothing but the server's URL configured. */
    public static TokenKey of(String server) {
        return new TokenKey(DEFAULT, server, DEFAULT);
    }

    // Not the record's own, which the JVM puts together at its first use: that costs more than a whole look-up.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TokenKey key
                && session.equals(key.session)
                && server.equals(key.server)
                && profile.equals(key.profile);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * session.hashCode() + server.hashCode()) + profile.hashCode();
    }

    /** Whether both session and profile are {@link #DEFAULT}. */
    public boolean isDefault() {
        return session.equals(DEFAULT) && profile.equals(DEFAULT);
    }
}
