package dev.safeconduct.agent.cli;

import dev.safeconduct.client.internal.config.GrantType;
import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.internal.token.StandingRule;
import dev.safeconduct.client.muster.GoTool;
import dev.safeconduct.client.muster.SessionServerStatus;
import dev.safeconduct.client.oauth.ServerStanding.State;
import dev.safeconduct.client.oauth.TokenKey;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One server as {@code status} shows it: what the configuration and the store know, and nobody else.
 *
 * @param key whose login, for what
 * @param config what is configured, or null
 * @param record what is stored and counts, or null
 * @param readable whether it is known what is stored
 */
record ServerState(TokenKey key, @Nullable ServerConfig config, @Nullable TokenRecord record, boolean readable) {

    /** The state, by its name in the status documents. */
    String status(Clock clock) {
        return SessionServerStatus.of(state(clock)).value();
    }

    private State state(Clock clock) {
        GrantType grant = config == null ? null : config.grant();
        return readable ? StandingRule.state(grant == null || grant.needsPerson(), record, clock) : State.ERROR;
    }

    boolean needsLogin(Clock clock) {
        return state(clock).needsLogin();
    }

    /** When the session is expected to end; null if there is none that renews itself. */
    @Nullable Instant sessionEnd() {
        return record == null || !record.isRefreshable()
                ? null
                : record.createdAt().plus(GoTool.DEFAULT_SESSION_DURATION);
    }
}
