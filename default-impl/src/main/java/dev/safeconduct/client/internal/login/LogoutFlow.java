package dev.safeconduct.client.internal.login;

import dev.safeconduct.client.internal.config.TokenKey;
import dev.safeconduct.client.internal.discovery.ConfiguredServer;
import dev.safeconduct.client.internal.endpoint.AuthenticatingClients;
import dev.safeconduct.client.internal.endpoint.Registrar;
import dev.safeconduct.client.internal.endpoint.TokenEndpoint;
import dev.safeconduct.client.internal.record.Records;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.internal.record.Versioned;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.spi.TransientException;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Ends one login under the lease of its record, so that a refresh that is under way comes before it or finds nothing.
 * The record goes whatever the authorization server answers: who logs out wants it to be gone from here. Safe for all
 * threads; blocks.
 */
public final class LogoutFlow {

    /** As long as a refresh waits. */
    private static final Duration LEASE_WAIT = Duration.ofSeconds(20);

    /** Whether the authorization server knows that a login has ended. */
    public enum Revocation {
        /** It has revoked the token (RFC 7009), or there was none. */
        DONE,
        /** It was not to be told. */
        NOT_ASKED,
        /** It offers no revocation. */
        NOT_OFFERED,
        /** The configuration does not allow to talk to the server any more. */
        NOT_ALLOWED,
        /** It could not be told. */
        FAILED
    }

    /**
     * How a logout ended; the login is gone from here in any case.
     *
     * @param login what was there; null if nothing, or it could not be read
     * @param revocation whether the authorization server knows
     * @param failure why it does not, where that failed
     */
    public record Outcome(@Nullable TokenRecord login, Revocation revocation, @Nullable Exception failure) {}

    private final Records records;
    private final Registrar registrar;
    private final TokenEndpoint endpoint;

    public LogoutFlow(Records records, Registrar registrar, TokenEndpoint endpoint) {
        this.records = records;
        this.registrar = registrar;
        this.endpoint = endpoint;
    }

    /**
     * Logs out.
     *
     * @param server the server of the key; null if it may not be talked to
     * @param localOnly not to tell the authorization server
     * @throws TransientException if a refresh held the record all the time
     * @throws TokenStoreException if the record could not be removed
     */
    public Outcome end(TokenKey key, @Nullable ConfiguredServer server, boolean localOnly)
            throws OAuthException, InterruptedException {
        return end(key, server, localOnly, true);
    }

    /** The same for one of many, which leaves the client's registration to the logins that follow. */
    public Outcome endOneOfMany(TokenKey key, @Nullable ConfiguredServer server)
            throws OAuthException, InterruptedException {
        return end(key, server, false, false);
    }

    private Outcome end(TokenKey key, @Nullable ConfiguredServer server, boolean localOnly, boolean alsoRegistration)
            throws OAuthException, InterruptedException {
        if (isAbsent(key)) {
            return new Outcome(null, Revocation.DONE, null);
        }
        TokenStore.Lease lease = records.tokens().lease(key, LEASE_WAIT);
        if (lease == null) {
            throw new TransientException(
                    "Another process has been refreshing the token for " + LEASE_WAIT.toSeconds() + " s. Try again.",
                    null);
        }
        try {
            return underLease(key, server, localOnly, alsoRegistration);
        } finally {
            lease.close();
        }
    }

    /** Whether there is nothing at all, so that not even a lock has to be made. What cannot be read is something. */
    private boolean isAbsent(TokenKey key) {
        try {
            return !records.tokens().stored(key).isThere()
                    && !records.pendingLogins().read(key).isThere();
        } catch (TokenStoreException e) {
            return false;
        }
    }

    private Outcome underLease(
            TokenKey key, @Nullable ConfiguredServer server, boolean localOnly, boolean alsoRegistration)
            throws TokenStoreException {
        Outcome outcome;
        String version = null;
        TokenRecord login = null;
        try {
            Versioned<TokenRecord> stored = records.tokens().stored(key);
            version = stored.version();
            login = stored.value();
            outcome = login == null ? new Outcome(null, Revocation.DONE, null) : revoke(login, server, localOnly);
        } catch (TokenStoreException e) {
            outcome = new Outcome(null, Revocation.FAILED, e);
        }
        records.tokens().remove(key, version);
        records.pendingLogins().remove(key);
        // A user of many leaves the client to the others; whether there are any would be a look at each login.
        if (login != null && alsoRegistration && key.session().equals(TokenKey.DEFAULT)) {
            registrar.forgetUnused(login.issuer());
        }
        return outcome;
    }

    private Outcome revoke(TokenRecord login, @Nullable ConfiguredServer server, boolean localOnly) {
        String revocationEndpoint = login.revocationEndpoint();
        if (localOnly) {
            return new Outcome(login, Revocation.NOT_ASKED, null);
        }
        if (revocationEndpoint == null) {
            return new Outcome(login, Revocation.NOT_OFFERED, null);
        }
        if (server == null) {
            return new Outcome(login, Revocation.NOT_ALLOWED, null);
        }
        String refreshToken = login.token().refreshToken();
        try {
            endpoint.revoke(
                    URI.create(revocationEndpoint),
                    server.policy(),
                    AuthenticatingClients.ofLogin(server, registrar.ofToken(server.config(), login), login),
                    refreshToken == null ? login.token().accessToken() : refreshToken,
                    refreshToken == null ? "access_token" : "refresh_token");
            return new Outcome(login, Revocation.DONE, null);
        } catch (OAuthException | IllegalArgumentException e) {
            return new Outcome(login, Revocation.FAILED, e);
        }
    }
}
