package dev.safeconduct.client.internal;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.config.TokenKey;
import dev.safeconduct.client.internal.endpoint.IdTokenAccount;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.oauth.ServerStanding;
import org.jspecify.annotations.Nullable;

/**
 * What the configuration and the store know of the login at one server. Immutable.
 *
 * @param key whose login, for what
 * @param server what is configured, or null
 * @param record what is stored and counts, or null
 * @param state how the session stands there
 */
public record KnownLogin(
        TokenKey key, @Nullable ServerConfig server, @Nullable TokenRecord record, ServerStanding.State state) {

    /** Whether a person has to log in. */
    public boolean needsLogin() {
        return state.needsLogin();
    }

    /** Who is logged in, by the ID token; null if that is unknown. */
    public @Nullable String account() {
        return record == null ? null : accountOf(record);
    }

    /** Who is logged in, by the ID token; null if that is unknown. */
    public static @Nullable String accountOf(TokenRecord login) {
        return IdTokenAccount.of(login.token().idToken());
    }
}
