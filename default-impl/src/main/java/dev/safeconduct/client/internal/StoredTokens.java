package dev.safeconduct.client.internal;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.config.TokenKey;
import dev.safeconduct.client.internal.discovery.ConfiguredServer;
import dev.safeconduct.client.internal.log.EventLog.Level;
import dev.safeconduct.client.internal.login.LogoutFlow.Outcome;
import dev.safeconduct.client.internal.login.LogoutFlow.Revocation;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.oauth.TokenInfo;
import dev.safeconduct.client.oauth.TokenQuery;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TokenStoreException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The stored tokens of all sessions. A record that cannot be read hides no other. Blocks; safe for all threads. */
public final class StoredTokens {

    private final ClientCore core;

    public StoredTokens(ClientCore core) {
        this.core = core;
    }

    /** What a query asks for. */
    public List<TokenInfo> list(TokenQuery query) throws TokenStoreException {
        return find(query).stream().map(StoredTokens::info).toList();
    }

    /**
     * Ends what a query asks for: all that can be ended, before the first failure is thrown.
     *
     * @return what was ended
     */
    public List<TokenInfo> end(TokenQuery query) throws OAuthException, InterruptedException {
        List<TokenInfo> ended = new ArrayList<>();
        OAuthException failure = null;
        for (TokenRecord record : find(query)) {
            try {
                end(record);
                ended.add(info(record));
            } catch (OAuthException e) {
                failure = first(failure, e);
            }
        }
        if (failure != null) {
            throw failure;
        }
        return ended;
    }

    private void end(TokenRecord record) throws OAuthException, InterruptedException {
        TokenKey key = record.key();
        try {
            Outcome outcome = core.logout().endOneOfMany(key, access(key));
            Exception failure = outcome.failure();
            if (failure != null || outcome.revocation() == Revocation.NOT_ALLOWED) {
                throw new OAuthException(
                        "The login of " + key.session() + " to " + key.server()
                                + " is gone from here, but its authorization server "
                                + (failure == null
                                        ? "was not told, as the server is not configured here any more."
                                        : "could not be told: " + failure.getMessage()),
                        failure);
            }
        } finally {
            core.forget(key);
        }
    }

    /** The configured server of a key, for whichever session; null if it is not configured here. */
    private @Nullable ConfiguredServer access(TokenKey key) {
        for (ServerConfig server : core.config().servers()) {
            TokenKey configured = server.tokenKey();
            if (configured.server().equals(key.server()) && configured.profile().equals(key.profile())) {
                return core.access(server, key);
            }
        }
        return null;
    }

    private List<TokenRecord> find(TokenQuery query) throws TokenStoreException {
        return core.records()
                .tokens()
                .all(query, unreadable -> core.log().log(Level.WARN, String.valueOf(unreadable.getMessage())));
    }

    private static TokenInfo info(TokenRecord record) {
        return new TokenInfo(
                record.key().session(),
                record.key().server(),
                record.issuer(),
                record.user(),
                KnownLogin.accountOf(record),
                record.token().scope(),
                record.createdAt(),
                record.token().expiresAt());
    }

    private static OAuthException first(@Nullable OAuthException first, OAuthException next) {
        if (first == null) {
            return next;
        }
        first.addSuppressed(next);
        return first;
    }
}
