package dev.safeconduct.client.internal.token;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.status.ServerAuthStatus;
import dev.safeconduct.client.status.SessionServerStatus;
import dev.safeconduct.client.status.SingleSignOn;
import dev.safeconduct.spi.OAuthException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a session stands at a server, by what is stored and what happened here; no server is asked. */
public final class Standing {

    private Standing() {}

    /**
     * By what is stored alone.
     *
     * @param needsNobody whether a token can be had without a person
     * @param record the login that counts, or null
     */
    public static SessionServerStatus of(boolean needsNobody, @Nullable TokenRecord record, Clock clock) {
        boolean good = record != null
                && !record.refreshRefused()
                && (record.isRefreshable() || !record.token().isExpired(Duration.ZERO, clock));
        if (good) {
            return SessionServerStatus.CONNECTED;
        }
        if (needsNobody && (record == null || !record.refreshRefused())) {
            return SessionServerStatus.DISCONNECTED;
        }
        return record == null ? SessionServerStatus.AUTH_REQUIRED : SessionServerStatus.REAUTH_REQUIRED;
    }

    /**
     * The whole.
     *
     * @param record the login that counts, or null
     * @param failure why there was no token the last time one was wanted, or null
     * @throws IllegalArgumentException if a variable or file that the configuration names is missing
     */
    public static ServerAuthStatus of(
            ServerConfig server, @Nullable TokenRecord record, @Nullable OAuthException failure, Clock clock) {
        String name = server.name();
        // Another process may have got past what stopped this one.
        boolean fresh = record != null && !record.token().isExpired(Duration.ZERO, clock);
        if (!fresh && failure != null && failure.isTransient() && failure.getCause() instanceof IOException) {
            return ServerAuthStatus.unreachable(name, SingleSignOn.NONE, failure.getMessage());
        }
        return switch (of(server.needsNobody(), record, clock)) {
            case CONNECTED -> ServerAuthStatus.connected(name, SingleSignOn.NONE);
            case DISCONNECTED -> ServerAuthStatus.disconnected(name, SingleSignOn.NONE);
            case REAUTH_REQUIRED ->
                ServerAuthStatus.reauthRequired(
                        name,
                        SingleSignOn.NONE,
                        record == null ? null : record.issuer(),
                        record == null ? null : record.token().scope());
            default ->
                ServerAuthStatus.authRequired(name, SingleSignOn.NONE, server.get("issuer"), server.get("scope"));
        };
    }
}
