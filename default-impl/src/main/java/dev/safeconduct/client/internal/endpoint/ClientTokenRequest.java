package dev.safeconduct.client.internal.endpoint;

import dev.safeconduct.client.internal.authentication.AuthenticatingClient;
import dev.safeconduct.client.internal.authentication.ClientAuthentication;
import dev.safeconduct.client.internal.authentication.ClientAuthentications;
import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.discovery.ConfiguredServer;
import dev.safeconduct.client.internal.discovery.DiscoveredServer;
import dev.safeconduct.client.internal.dpop.DpopKey;
import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.client.internal.record.AuthMethodTrial;
import dev.safeconduct.client.internal.record.Records;
import dev.safeconduct.client.internal.record.Versioned;
import dev.safeconduct.client.oauth.ClientInformation;
import dev.safeconduct.client.oauth.ErrorResponseException;
import dev.safeconduct.client.oauth.Grant;
import dev.safeconduct.client.oauth.Token;
import dev.safeconduct.spi.MetadataException;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TokenStoreException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A token request by a client of which the authorization server does not say how it authenticates (RFC 6749 §2.3.1 leaves
 * it a choice). After {@code invalid_client} the other way of sending the secret is tried, once for each issuer, client and
 * secret, and what came of it is stored (THREATS 84). Safe for all threads; blocks.
 */
public final class ClientTokenRequest {

    /** For so long no other method is tried again, and a process that was refused does not ask again. */
    private static final Duration QUIET = Duration.ofHours(1);

    /**
     * A token and who it was issued to.
     *
     * @param client with the method of client authentication that worked
     * @param tokenEndpoint where it was issued
     * @param dpopKey what it is bound to; null if it is not bound
     */
    public record Issued(Token token, ClientInformation client, URI tokenEndpoint, @Nullable DpopKey dpopKey) {}

    /** Whose refusal; a secret that was changed is another. */
    private record Refused(String issuer, String clientId, int secretHash) {}

    private record Refusal(OAuthException error, Instant at) {}

    private final Records records;
    private final TokenEndpoint endpoint;
    private final Clock clock;
    private final EventLog log;
    private final Map<Refused, Refusal> refusals = new ConcurrentHashMap<>();

    public ClientTokenRequest(Records records, TokenEndpoint endpoint, Clock clock, EventLog log) {
        this.records = records;
        this.endpoint = endpoint;
        this.clock = clock;
        this.log = log;
    }

    /**
     * The same for a request that a program makes again and again: one with a secret that was refused is not sent within
     * the hour, so that many processes with a wrong secret do not lock the client out. Another secret is tried at once.
     */
    public Issued requestUnlessRefused(
            ConfiguredServer server,
            DiscoveredServer discovered,
            ClientInformation client,
            Grant grant,
            Map<String, String> more)
            throws OAuthException {
        String secret = client.clientSecret();
        Refused key = new Refused(discovered.issuer(), client.clientId(), secret == null ? 0 : secret.hashCode());
        // A record's hash is put together by the JVM at its first use, by fifty classes: not before something was
        // refused.
        Refusal last = refusals.isEmpty() ? null : refusals.get(key);
        if (last != null && isRecent(last.at())) {
            throw last.error();
        }
        try {
            return request(server, discovered, client, grant, more);
        } catch (OAuthException e) {
            if (e instanceof ClientRefusedException && secret != null) {
                refusals.put(key, new Refusal(e, clock.instant()));
            }
            throw e;
        }
    }

    /**
     * Asks for a token.
     *
     * @throws ClientRefusedException if the authorization server refuses the client
     * @throws OAuthException if there is no token for another reason
     */
    public Issued request(
            ConfiguredServer server,
            DiscoveredServer discovered,
            ClientInformation client,
            Grant grant,
            Map<String, String> more)
            throws OAuthException {
        return byMethodThatWorks(
                server, discovered, client, attempted -> once(server, discovered, attempted, grant, more));
    }

    /**
     * One request in which a client authenticates as at the token endpoint.
     *
     * @param <T> what comes of it
     */
    @FunctionalInterface
    interface Attempt<T> {
        T by(ClientInformation client) throws OAuthException;
    }

    /** Makes a request, and once more by the other method where this may help. */
    <T> T byMethodThatWorks(
            ConfiguredServer server, DiscoveredServer discovered, ClientInformation client, Attempt<T> attempt)
            throws OAuthException {
        String other = otherMethod(server.config(), discovered, client);
        String issuer = discovered.issuer();
        String worked = other == null ? null : worked(issuer, client);
        ClientInformation first = worked == null ? client : client.withAuthMethod(worked);
        try {
            return attempt.by(first);
        } catch (ErrorResponseException e) {
            if (other == null || !isAboutClient(e) || !claim(issuer, client)) {
                throw refused(server.config(), client, e);
            }
        }
        ClientInformation second = client.withAuthMethod(other);
        try {
            T done = attempt.by(second);
            keep(issuer, second);
            return done;
        } catch (ErrorResponseException e) {
            throw refused(server.config(), client, e);
        }
    }

    private Issued once(
            ConfiguredServer server,
            DiscoveredServer discovered,
            ClientInformation client,
            Grant grant,
            Map<String, String> more)
            throws OAuthException {
        URI tokenEndpoint = AuthenticatingClients.tokenEndpoint(discovered, client);
        AuthenticatingClient authenticating = AuthenticatingClients.at(server, client, discovered);
        DpopKey key = discovered.bound() ? DpopKey.generate() : null;
        Token token = endpoint.request(tokenEndpoint, server.policy(), authenticating, grant, more, key);
        return new Issued(token, client, tokenEndpoint, key);
    }

    private static boolean isAboutClient(ErrorResponseException error) {
        return error.error().equals(ErrorResponseException.INVALID_CLIENT);
    }

    /**
     * The other method that a secret may be sent by: between basic and post, where none is configured and the metadata do
     * not decide it. A client that was registered with a secret and the method {@code none} may have to
     * send it all the same.
     */
    private static @Nullable String otherMethod(
            ServerConfig server, DiscoveredServer discovered, ClientInformation client) throws MetadataException {
        if (server.clientAuth() != null || client.clientSecret() == null) {
            return null;
        }
        // What RFC 8414 §2 takes for an absent member is what the client begins with, not what the server says it
        // refuses.
        List<String> listed = discovered.metadata().members().containsKey("token_endpoint_auth_methods_supported")
                ? discovered.metadata().tokenEndpointAuthMethodsSupported()
                : List.of();
        boolean isOpen = listed.isEmpty()
                || listed.containsAll(
                        List.of(ClientAuthentication.CLIENT_SECRET_BASIC, ClientAuthentication.CLIENT_SECRET_POST));
        if (!isOpen) {
            return null;
        }
        return switch (client.authMethod()) {
            case ClientAuthentication.CLIENT_SECRET_BASIC -> ClientAuthentication.CLIENT_SECRET_POST;
            case ClientAuthentication.CLIENT_SECRET_POST -> ClientAuthentication.CLIENT_SECRET_BASIC;
            case ClientAuthentication.NONE -> client.registered() ? ClientAuthentication.CLIENT_SECRET_POST : null;
            default -> null;
        };
    }

    private @Nullable String worked(String issuer, ClientInformation client) {
        try {
            AuthMethodTrial trial = trial(issuer, client).value();
            return trial == null ? null : trial.worked();
        } catch (TokenStoreException e) {
            return null; // a service works without a store, too
        }
    }

    private Versioned<AuthMethodTrial> trial(String issuer, ClientInformation client) throws TokenStoreException {
        return records.authMethodTrials().read(issuer, client.clientId(), String.valueOf(client.clientSecret()));
    }

    /** Whether this process is the one to try. What cannot be stored is not tried: every process would. */
    private boolean claim(String issuer, ClientInformation client) {
        try {
            Versioned<AuthMethodTrial> last = trial(issuer, client);
            AuthMethodTrial trial = last.value();
            return (trial == null || !isRecent(trial.triedAt())) && replace(issuer, client, null, last.version());
        } catch (TokenStoreException e) {
            log.log(EventLog.Level.DEBUG, "No other client authentication is tried: " + e.getMessage());
            return false;
        }
    }

    private void keep(String issuer, ClientInformation client) {
        try {
            boolean kept = replace(
                    issuer, client, client.authMethod(), trial(issuer, client).version());
            log.log(
                    EventLog.Level.INFO,
                    "The authorization server " + issuer + " takes the secret of the client by " + client.authMethod()
                            + (kept ? ", which is kept." : "."));
        } catch (TokenStoreException e) {
            log.log(EventLog.Level.DEBUG, "The client authentication that worked is not stored: " + e.getMessage());
        }
    }

    private boolean replace(String issuer, ClientInformation client, @Nullable String method, @Nullable String version)
            throws TokenStoreException {
        return records.authMethodTrials()
                .replace(
                        issuer,
                        client.clientId(),
                        String.valueOf(client.clientSecret()),
                        new AuthMethodTrial(method, clock.instant()),
                        version);
    }

    private boolean isRecent(Instant time) {
        Instant now = clock.instant();
        return now.isBefore(time.plus(QUIET)) && !now.isBefore(time);
    }

    /** A configured client is for a person to put right. */
    public static OAuthException refused(ServerConfig server, ClientInformation client, ErrorResponseException error) {
        if (!isAboutClient(error) || !client.clientId().equals(server.clientId())) {
            return TargetRefusedException.explained(server, error);
        }
        ClientAuthentication method = ClientAuthentications.named(client.authMethod());
        return new ClientRefusedException(method == null ? "" : method.remedies(server.remedies()), error);
    }
}
