package dev.safeconduct.client.internal;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.config.TokenKey;
import org.jspecify.annotations.Nullable;

/**
 * A login to end. Immutable.
 *
 * @param key whose login, for what
 * @param server its server; null if that must not be called as long as nothing is configured for it
 */
public record LogoutTarget(TokenKey key, @Nullable ServerConfig server) {

    /** The login of a server. */
    public static LogoutTarget of(ServerConfig server) {
        return new LogoutTarget(server.tokenKey(), server);
    }
}
