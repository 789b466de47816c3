package dev.safeconduct.client.internal;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.config.TokenKey;
import dev.safeconduct.client.internal.record.PendingLogin;
import dev.safeconduct.client.internal.record.Records;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.internal.token.SourceLogin;
import dev.safeconduct.client.internal.token.StandingRule;
import dev.safeconduct.client.oauth.ServerStanding.State;
import dev.safeconduct.client.oauth.ServerUrl;
import dev.safeconduct.spi.TokenStoreException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All logins that a user of this machine may see: their own, and those of the configured sessions. Blocks. */
final class KnownLogins {

    private final ClientCore core;
    private final SessionTokens session;

    /** @param session whose token it is where another server's login is passed on */
    KnownLogins(ClientCore core, SessionTokens session) {
        this.core = core;
        this.session = session;
    }

    /** The configured servers, then those that only the store knows. */
    List<KnownLogin> all(Consumer<TokenStoreException> unreadable) {
        Map<TokenKey, KnownLogin> logins = new LinkedHashMap<>();
        for (ServerConfig server : core.config().servers()) {
            logins.putIfAbsent(server.tokenKey(), configured(server, unreadable));
        }
        try {
            for (String session : sessions()) {
                Records.OfSession stored = core.records().ofSession(session, unreadable);
                for (TokenRecord record : stored.tokens()) {
                    logins.putIfAbsent(record.key(), known(record.key(), null, record));
                }
                for (PendingLogin login : stored.pendingLogins()) {
                    logins.putIfAbsent(login.key(), known(login.key(), null, null));
                }
            }
        } catch (TokenStoreException e) {
            unreadable.accept(e);
        }
        return List.copyOf(logins.values());
    }

    private KnownLogin configured(ServerConfig server, Consumer<TokenStoreException> unreadable) {
        try {
            return known(server.tokenKey(), server, counting(server, server.tokenKey()));
        } catch (TokenStoreException e) {
            unreadable.accept(e);
            return new KnownLogin(
                    server.tokenKey(),
                    server,
                    null,
                    State.ERROR,
                    server.tokenKey().server());
        }
    }

    private KnownLogin known(TokenKey key, @Nullable ServerConfig server, @Nullable TokenRecord record) {
        if (server == null) {
            return new KnownLogin(key, null, record, StandingRule.state(true, record, core.clock()), key.server());
        }
        ServerConfig login = server;
        for (ServerConfig next = login; next != null; next = core.sourceOf(next)) {
            login = next;
        }
        String loginUrl = login.grant().needsPerson() ? login.tokenKey().server() : key.server();
        return new KnownLogin(key, server, record, state(server, record), loginUrl);
    }

    /** How the session stands at a server. Where another's login is passed on and nothing is made of it, as at that one. */
    State state(ServerConfig server, @Nullable TokenRecord record) {
        State own = StandingRule.state(server.grant().needsPerson(), record, core.clock());
        ServerConfig source = core.sourceOf(server);
        if (source == null || own == State.CONNECTED) {
            return own;
        }
        try {
            TokenRecord login = counting(source, session.key(source));
            State state = state(source, login);
            SourceLogin passedOn = core.sourceLogin(core.access(server, session.key(server)), session);
            boolean isUseless = login != null && passedOn != null && passedOn.isUseless(login);
            return state.needsLogin() ? state : isUseless ? State.REAUTH_REQUIRED : own;
        } catch (TokenStoreException e) {
            return own;
        }
    }

    /**
     * The stored login of a server; null if missing, or not what is configured: with another issuer, another kind of token,
     * or made of a login that has ended.
     */
    @Nullable TokenRecord counting(ServerConfig server, TokenKey key) throws TokenStoreException {
        TokenRecord record = core.records(server).tokens().read(key).value();
        SourceLogin source = core.sourceOf(server) == null ? null : core.sourceLogin(core.access(server, key), session);
        return record != null && SourceLogin.counts(record, server, source) ? record : null;
    }

    /** The stored logins, each with its server; without one that may not be called unless it is configured. */
    List<LogoutTarget> stored(Consumer<TokenStoreException> unreadable) throws TokenStoreException {
        Map<TokenKey, ServerConfig> configured = new LinkedHashMap<>();
        core.config().servers().forEach(server -> configured.putIfAbsent(server.tokenKey(), server));
        Map<TokenKey, LogoutTarget> stored = new LinkedHashMap<>();
        for (String session : sessions()) {
            for (TokenRecord record : core.records().tokens().all(session, unreadable)) {
                ServerConfig server = configured.get(record.key());
                stored.put(record.key(), new LogoutTarget(record.key(), server != null ? server : adHoc(record.key())));
            }
        }
        return List.copyOf(stored.values());
    }

    private static @Nullable ServerConfig adHoc(TokenKey key) {
        try {
            return Operations.adHoc(ServerUrl.parse(key.server()), key.server());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private Set<String> sessions() {
        Set<String> sessions = new LinkedHashSet<>();
        sessions.add(TokenKey.DEFAULT);
        core.config().servers().forEach(server -> sessions.add(server.tokenKey().session()));
        return sessions;
    }
}
