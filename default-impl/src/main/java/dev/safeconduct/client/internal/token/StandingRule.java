package dev.safeconduct.client.internal.token;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.oauth.LoginRequiredException;
import dev.safeconduct.client.oauth.ServerStanding;
import dev.safeconduct.client.oauth.ServerStanding.State;
import dev.safeconduct.client.oauth.SingleSignOn;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TokenStoreException;
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
                && ((needsPerson && record.isRefreshable()) || !record.token().isExpired(Duration.ZERO, clock));
        if (good) {
            return State.CONNECTED;
        }
        if (!needsPerson && (record == null || !record.refreshRefused())) {
            return State.DISCONNECTED;
        }
        return record == null ? State.AUTH_REQUIRED : State.REAUTH_REQUIRED;
    }

    /**
     * The whole, but for the login of another server that a token may be made of.
     *
     * @param record the login that counts, or null
     * @param token what happened in this process
     */
    public static ServerStanding standing(
            ServerConfig server, @Nullable TokenRecord record, CachedToken token, Clock clock) {
        String name = server.name();
        SingleSignOn sso = server.singleSignOn();
        State state = state(server.grant().needsPerson(), record, clock);
        // Another process may have got past what stopped this one.
        boolean fresh = record != null && !record.token().isExpired(Duration.ZERO, clock);
        if (!fresh && sso != SingleSignOn.NONE && token.isRenewing()) {
            return ServerStanding.of(name, State.SSO_PENDING, sso);
        }
        OAuthException failure = token.failureNow();
        if (!fresh && failure != null) {
            ServerStanding failed = failed(server, state, failure);
            if (failed != null) {
                return failed;
            }
        }
        return switch (state) {
            case REAUTH_REQUIRED ->
                record == null
                        ? ServerStanding.of(name, state, sso)
                        : ServerStanding.loginNeeded(
                                name,
                                state,
                                sso,
                                record.issuer(),
                                record.token().scope());
            case AUTH_REQUIRED -> ServerStanding.loginNeeded(name, state, sso, server.issuer(), server.scope());
            default -> ServerStanding.of(name, state, sso);
        };
    }

    /** What the last failure says of a session without a valid token; null if nothing beyond that. */
    private static @Nullable ServerStanding failed(ServerConfig server, State state, OAuthException failure) {
        String name = server.name();
        SingleSignOn sso = server.singleSignOn();
        if (failure.isTransient()) {
            return failure.getCause() instanceof IOException
                    ? ServerStanding.failed(name, State.UNREACHABLE, sso, failure.getMessage())
                    : null;
        }
        if (state.needsLogin()) {
            return null;
        }
        if (failure instanceof LoginRequiredException) {
            return sso == SingleSignOn.NONE
                    ? null
                    : ServerStanding.loginNeeded(name, State.REAUTH_REQUIRED, sso, server.issuer(), null);
        }
        if (failure instanceof TokenStoreException) {
            return ServerStanding.failed(name, State.ERROR, sso, failure.getMessage());
        }
        return sso == SingleSignOn.NONE
                ? ServerStanding.failed(name, State.FAILED, sso, failure.getMessage())
                : ServerStanding.ssoAttemptFailed(name, sso, server.issuer(), failure.getMessage());
    }
}
