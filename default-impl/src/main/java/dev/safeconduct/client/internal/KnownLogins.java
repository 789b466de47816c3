package dev.safeconduct.client.internal;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.config.TokenKey;
import dev.safeconduct.client.internal.record.PendingLogin;
import dev.safeconduct.client.internal.record.Records;
import dev.safeconduct.client.internal.record.TokenRecord;
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

    KnownLogins(ClientCore core) {
        this.core = core;
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
            return new KnownLogin(server.tokenKey(), server, null, State.ERROR);
        }
    }

    private KnownLogin known(TokenKey key, @Nullable ServerConfig server, @Nullable TokenRecord record) {
        boolean needsPerson = server == null || server.grant().needsPerson();
        return new KnownLogin(key, server, record, StandingRule.state(needsPerson, record, core.clock()));
    }

    /** The stored login of a server; null if missing, or it is with another issuer than the configured one. */
    @Nullable TokenRecord counting(ServerConfig server, TokenKey key) throws TokenStoreException {
        TokenRecord record = core.records(server).tokens().read(key).value();
        return record != null && record.countsFor(server) ? record : null;
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
