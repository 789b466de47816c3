package dev.safeconduct.agent.cli;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.spi.TokenKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One server as {@code status} shows it: what the configuration and the store know, and nobody else.
 *
 * @param key whose login, for what
 * @param config what is configured, or null
 * @param record what is stored and counts, or null
 */
record ServerState(TokenKey key, @Nullable ServerConfig config, @Nullable TokenRecord record) {

    /** Authorization servers seldom let a session last longer. */
    private static final Duration SESSION = Duration.ofDays(30);

    /** The state, by its name in the status documents. */
    String status(Clock clock) {
        if (record == null) {
            return needsNobody() ? "disconnected" : "auth_required";
        }
        if (record.refreshRefused()) {
            return "reauth_required";
        }
        boolean alive = !record.token().isExpired(Duration.ZERO, clock) || record.isRefreshable();
        return alive ? "connected" : needsNobody() ? "disconnected" : "reauth_required";
    }

    boolean needsLogin(Clock clock) {
        return status(clock).endsWith("auth_required");
    }

    /** Whether a token can be had without a person. */
    boolean needsNobody() {
        return config != null && config.grant().equals("client_credentials");
    }

    /** When the session is expected to end; null if there is none that renews itself. */
    @Nullable Instant sessionEnd() {
        return record == null || !record.isRefreshable()
                ? null
                : record.createdAt().plus(SESSION);
    }
}
