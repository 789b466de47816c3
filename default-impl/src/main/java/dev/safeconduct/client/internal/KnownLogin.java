package dev.safeconduct.client.internal;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.config.TokenKey;
import dev.safeconduct.client.internal.discovery.Coverage;
import dev.safeconduct.client.internal.endpoint.IdTokenAccount;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.oauth.ServerStanding;
import dev.safeconduct.client.oauth.ServerUrl;
import org.jspecify.annotations.Nullable;

/**
 * What the configuration and the store know of the login at one server. Immutable.
 *
 * @param key whose login, for what
 * @param server what is configured, or null
 * @param record what is stored and counts, or null
 * @param state how the session stands there
 * @param loginServer which server a person logs in to for it: another where that one's login is passed on
 */
public record KnownLogin(
        TokenKey key,
        @Nullable ServerConfig server,
        @Nullable TokenRecord record,
        ServerStanding.State state,
        String loginServer) {

    /** Whether a person has to log in. */
    public boolean needsLogin() {
        return state.needsLogin();
    }

    /** Who is logged in, by the ID token; null if that is unknown. */
    public @Nullable String account() {
        return record == null ? null : accountOf(record);
    }

    /** What the token is for, if that is more than the server; else null. */
    public @Nullable String widerResource() {
        String resource = record == null ? null : record.resource();
        try {
            return resource != null && Coverage.of(resource, ServerUrl.parse(key.server())) == Coverage.WIDER
                    ? resource
                    : null;
        } catch (IllegalArgumentException e) {
            return null; // another program has stored it under a URL that is not a server here
        }
    }

    /** Who is logged in, by the ID token; null if that is unknown. */
    public static @Nullable String accountOf(TokenRecord login) {
        return IdTokenAccount.of(login.token().idToken());
    }
}
