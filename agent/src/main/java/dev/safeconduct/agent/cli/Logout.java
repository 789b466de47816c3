package dev.safeconduct.agent.cli;

import dev.safeconduct.client.ClientInformation;
import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.record.Records;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TokenKey;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.spi.TransientException;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Ends one login under the lease of its record, so that a refresh that is under way comes before it or finds nothing.
 * The record goes whatever the authorization server answers: who logs out wants it to be gone from this machine.
 */
final class Logout {

    /** As long as a refresh waits. */
    private static final Duration LEASE_WAIT = Duration.ofSeconds(20);

    private final Client client;
    private final Console console;
    private final Records records;
    private final boolean localOnly;

    Logout(Client client, boolean localOnly) {
        this.client = client;
        this.console = client.console();
        this.records = client.assembly().records();
        this.localOnly = localOnly;
    }

    /** Logs out; the exit code says whether the authorization server knows. */
    int of(TokenKey key, @Nullable ServerConfig server) throws OAuthException, InterruptedException {
        if (isAbsent(key)) {
            console.say("Not logged in to " + key.server() + ".");
            return ExitCode.DONE;
        }
        TokenStore.Lease lease = records.lease(key, LEASE_WAIT);
        if (lease == null) {
            throw new TransientException(
                    "Another process has been refreshing the token for " + LEASE_WAIT.toSeconds() + " s. Try again.",
                    null);
        }
        try {
            return underLease(key, server);
        } finally {
            lease.close();
        }
    }

    /** Whether there is nothing at all, so that not even a lock has to be made. What cannot be read is something. */
    private boolean isAbsent(TokenKey key) {
        try {
            return records.token(key).version() == null
                    && records.pendingLogin(key).version() == null;
        } catch (TokenStoreException e) {
            return false;
        }
    }

    private int underLease(TokenKey key, @Nullable ServerConfig server) throws TokenStoreException {
        TokenRecord record;
        String untold = null;
        try {
            record = records.token(key).value();
            if (record != null && !localOnly) {
                untold = revoke(record, server);
            }
        } catch (TokenStoreException e) {
            record = null;
            untold = "The record cannot be read, so the authorization server could not be told: " + e.getMessage();
        }
        records.removeToken(key);
        records.removePendingLogin(key);
        if (untold != null) {
            console.tell("The login to " + key.server() + " is gone from this machine. " + untold);
            return ExitCode.NETWORK;
        }
        console.say(record == null ? "Not logged in to " + key.server() + "." : "Logged out of " + key.server() + ".");
        return ExitCode.DONE;
    }

    /** Revokes; says why that failed, or null. */
    private @Nullable String revoke(TokenRecord record, @Nullable ServerConfig server) {
        String endpoint = record.revocationEndpoint();
        if (endpoint == null) {
            console.say("The authorization server of " + record.key().server()
                    + " offers no revocation: the access token is good until it expires, "
                    + Expiry.words(record.token(), client.around().clock()) + ".");
            return null;
        }
        if (server == null) {
            return "The authorization server could not be told: the configuration does not allow to talk to "
                    + record.key().server() + " any more. There the login lasts until it expires.";
        }
        String refreshToken = record.token().refreshToken();
        try {
            client.assembly()
                    .tokenEndpoint()
                    .revoke(
                            URI.create(endpoint),
                            client.assembly().access(server, record.key()).policy(),
                            clientOf(record, server),
                            refreshToken == null ? record.token().accessToken() : refreshToken,
                            refreshToken == null ? "access_token" : "refresh_token");
            return null;
        } catch (OAuthException | IllegalArgumentException e) {
            console.trace(e);
            return "The authorization server could not be told: " + Failures.words(e)
                    + " There the login lasts until it expires.";
        }
    }

    /** The client that the login was made with; as a public one if it is not known any more. */
    private ClientInformation clientOf(TokenRecord record, ServerConfig server) throws OAuthException {
        String clientId = record.clientId();
        return client.assembly().registrar().ofToken(server, record.issuer(), clientId == null ? "" : clientId);
    }
}
