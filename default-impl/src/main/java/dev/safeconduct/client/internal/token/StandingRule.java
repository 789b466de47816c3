package dev.safeconduct.client.internal.token;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.oauth.ServerStanding;
import dev.safeconduct.client.oauth.ServerStanding.State;
import dev.safeconduct.spi.OAuthException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The rule by which a session stands at a server: by what is stored and what happened here; no server is asked. */
public final class StandingRule {

    private StandingRule() {}

    /**
     * By what is stored alone.
     *
     * @param needsPerson whether only a person can obtain a first token
     * @param record the login that counts, or null
     */
    public static State state(boolean needsPerson, @Nullable TokenRecord record, Clock clock) {
        boolean good = record != null
                && !record.hasEnded()
                && (record.isRefreshable() || !record.token().isExpired(Duration.ZERO, clock));
        if (good) {
            return State.CONNECTED;
        }
        if (!needsPerson && (record == null || !record.refreshRefused())) {
            return State.DISCONNECTED;
        }
        return record == null ? State.AUTH_REQUIRED : State.REAUTH_REQUIRED;
    }

    /**
     * The whole.
     *
     * @param record the login that counts, or null
     * @param state by what is stored
     * @param failure why there was no token the last time one was wanted, or null
     */
    public static ServerStanding standing(
            ServerConfig server,
            @Nullable TokenRecord record,
            State state,
            @Nullable OAuthException failure,
            Clock clock) {
        String name = server.name();
        // Another process may have got past what stopped this one.
        boolean fresh = record != null && !record.token().isExpired(Duration.ZERO, clock);
        if (!fresh && failure != null && failure.isTransient() && failure.getCause() instanceof IOException) {
            return ServerStanding.failed(name, State.UNREACHABLE, failure.getMessage());
        }
        return switch (state) {
            case REAUTH_REQUIRED ->
                record == null
                        ? ServerStanding.of(name, state)
                        : new ServerStanding(
                                name, state, record.issuer(), record.token().scope(), null);
            case AUTH_REQUIRED -> new ServerStanding(name, state, server.issuer(), server.scope(), null);
            default -> ServerStanding.of(name, state);
        };
    }
}
