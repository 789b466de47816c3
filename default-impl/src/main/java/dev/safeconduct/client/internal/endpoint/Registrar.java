package dev.safeconduct.client.internal.endpoint;

import dev.safeconduct.client.internal.authentication.ClientAuthentication;
import dev.safeconduct.client.internal.authentication.ClientAuthentications;
import dev.safeconduct.client.internal.config.ConfiguredCredential;
import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.discovery.DiscoveredServer;
import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.client.internal.record.Records;
import dev.safeconduct.client.internal.record.RegistrationPlace;
import dev.safeconduct.client.internal.record.StoredRegistration;
import dev.safeconduct.client.internal.record.StoredRegistration.Doubt;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.internal.transport.Transport;
import dev.safeconduct.client.oauth.ClientInformation;
import dev.safeconduct.client.oauth.ErrorResponseException;
import dev.safeconduct.spi.AuthorizationServerMetadata;
import dev.safeconduct.spi.MetadataException;
import dev.safeconduct.spi.OAuthException;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who we are at an authorization server: the client that is configured, else the configured Client ID Metadata
 * Document where such are supported, else the client registered there before, else a new one by dynamic registration
 * (RFC 7591). Safe for all threads; blocks.
 */
public final class Registrar {

    /** Errors that are about the client itself. */
    private static final Set<String> NAMES_CLIENT =
            Set.of(ErrorResponseException.INVALID_CLIENT, ErrorResponseException.UNAUTHORIZED_CLIENT);

    private final Records records;
    private final Registrations registrations;
    private final CredentialRule credentials;

    public Registrar(Records records, Transport transport, Clock clock, EventLog log) {
        this.records = records;
        this.registrations = new Registrations(records, transport, clock, log);
        this.credentials = new CredentialRule(records, log);
    }

    /**
     * The client that is configured, for a request that no person has begun.
     *
     * @return null if none is configured
     * @throws OAuthException if its secret must not be sent to this authorization server
     */
    public @Nullable ClientInformation ofMachine(ServerConfig server, DiscoveredServer discovered)
            throws OAuthException {
        String clientId = server.clientId();
        if (clientId == null) {
            return null;
        }
        ClientInformation client = configured(server, clientId, discovered, false);
        use(server, client, discovered, false);
        return client;
    }

    /**
     * To be called just before an assertion or token of another program is passed on to an authorization server: from then
     * on it stays with that.
     *
     * @param setting where it is configured
     * @throws OAuthException if it must not be sent there
     */
    public void usePassedOn(ServerConfig server, String setting, DiscoveredServer discovered) throws OAuthException {
        ConfiguredCredential credential = server.passedOn(setting);
        if (credential != null) {
            credentials.use(server, credential.key(), credential.identity(), discovered, false);
        }
    }

    /**
     * To be called just before a client is used for a login that a person has begun: from then on its configured id and
     * secret stay with this authorization server.
     *
     * @throws OAuthException if they must not be sent there
     */
    public void useForLogin(ServerConfig server, ClientInformation client, DiscoveredServer discovered)
            throws OAuthException {
        String key = keyOf(server, client.clientId());
        if (key != null) {
            credentials.useClientId(server, key, client.clientId(), discovered.issuer());
        }
        use(server, client, discovered, true);
    }

    /** The key that a client id is configured by; null if it is not. */
    private static @Nullable String keyOf(ServerConfig server, String clientId) {
        if (clientId.equals(server.clientId())) {
            return server.key("client-id");
        }
        return clientId.equals(server.clientMetadataUrl()) ? server.key("client-metadata-url") : null;
    }

    private void use(
            ServerConfig server, ClientInformation client, DiscoveredServer discovered, boolean isBegunByPerson)
            throws OAuthException {
        if (client.clientId().equals(server.clientId())) {
            for (ConfiguredCredential each : server.credentials()) {
                credentials.use(server, each.key(), each.identity(), discovered, isBegunByPerson);
            }
        }
    }

    /**
     * The client that a stored token was issued to, with the method of authentication that worked. Where it is neither
     * configured nor registered any more, it is taken for a public one, which needs nothing but its id: most are, and the
     * authorization server tells if not.
     *
     * @throws OAuthException if a configured secret must not be sent to this login's authorization server
     */
    public ClientInformation ofToken(ServerConfig server, TokenRecord record) throws OAuthException {
        String clientId = record.clientId() == null ? "" : record.clientId();
        if (clientId.equals(server.clientId())) {
            return configured(server, clientId, record);
        }
        if (ClientAuthentication.NONE.equals(record.clientAuth())) {
            // Its id is all there is to know of it.
            return new ClientInformation(clientId, null, ClientAuthentication.NONE, List.of(), true);
        }
        ClientInformation known = records.registrations().ofClient(record.issuer(), clientId);
        return known != null
                ? known
                : new ClientInformation(clientId, null, ClientAuthentication.NONE, List.of(), false);
    }

    private ClientInformation configured(
            ServerConfig server, String clientId, DiscoveredServer discovered, boolean isBegunByPerson)
            throws OAuthException {
        for (ConfiguredCredential each : server.credentials()) {
            credentials.check(server, each.key(), each.identity(), discovered, isBegunByPerson);
        }
        String secret = server.clientSecret();
        return configured(server, clientId, secret, method(server, secret != null, discovered.metadata()));
    }

    private ClientInformation configured(ServerConfig server, String clientId, TokenRecord record)
            throws OAuthException {
        for (ConfiguredCredential each : server.credentials()) {
            credentials.checkStored(server, each.key(), each.identity(), record.issuer());
        }
        String secret = server.clientSecret();
        String worked = record.clientAuth();
        String method = server.clientAuth() != null || worked == null || !isStillMeant(worked, server)
                ? method(server, secret != null, new AuthorizationServerMetadata(Map.of()))
                : worked;
        return configured(server, clientId, secret, method);
    }

    private static ClientInformation configured(
            ServerConfig server, String clientId, @Nullable String secret, String method) {
        String redirectUri = server.redirectUri();
        return new ClientInformation(
                clientId, secret, method, redirectUri == null ? List.of() : List.of(URI.create(redirectUri)), false);
    }

    /** Whether the credential by which a login was made is the one that is configured now. */
    private static boolean isStillMeant(String worked, ServerConfig server) {
        ClientAuthentication implied = ClientAuthentications.impliedBy(server);
        ClientAuthentication stored = ClientAuthentications.named(worked);
        return implied == null ? stored == null || stored.impliedBy().isEmpty() : implied.equals(stored);
    }

    private static String method(ServerConfig server, boolean hasSecret, AuthorizationServerMetadata metadata)
            throws MetadataException {
        String configured = server.clientAuth();
        if (configured != null) {
            return configured;
        }
        ClientAuthentication implied = ClientAuthentications.impliedBy(server);
        if (implied != null) {
            return implied.name();
        }
        if (!hasSecret) {
            return ClientAuthentication.NONE;
        }
        List<String> supported = metadata.tokenEndpointAuthMethodsSupported();
        return !supported.contains(ClientAuthentication.CLIENT_SECRET_BASIC)
                        && supported.contains(ClientAuthentication.CLIENT_SECRET_POST)
                ? ClientAuthentication.CLIENT_SECRET_POST
                : ClientAuthentication.CLIENT_SECRET_BASIC;
    }

    /**
     * The client to log in with; registers one if it is missing or of no more use.
     *
     * @throws OAuthException if there is no client and none can be registered; the message names the remedy
     */
    public ClientInformation obtain(RegistrationPlace place, RegistrationNeed need) throws OAuthException {
        ServerConfig server = need.server();
        String clientId = server.clientId();
        // The document is one for logins by redirect.
        String document = clientId == null && !place.isDevice() ? document(server, need.discovered()) : null;
        if (clientId != null) {
            credentials.checkClientId(
                    server, server.key("client-id"), clientId, need.discovered(), need.isBegunByUser());
            return configured(server, clientId, need.discovered(), true);
        }
        if (document != null) {
            credentials.checkClientId(
                    server, server.key("client-metadata-url"), document, need.discovered(), need.isBegunByUser());
            return configured(server, document, null, ClientAuthentication.NONE);
        }
        return registrations.obtain(place, need);
    }

    /** The URL that is a client id by itself (MCP 2026-07-28, Client ID Metadata Documents); null if it is not there. */
    private static @Nullable String document(ServerConfig server, DiscoveredServer discovered)
            throws MetadataException {
        return discovered.metadata().clientIdMetadataDocumentSupported() ? server.clientMetadataUrl() : null;
    }

    /** The client that began a web login, by its id; null if it is neither configured nor registered any more. */
    public @Nullable ClientInformation ofWebLogin(
            ServerConfig server, DiscoveredServer discovered, RegistrationPlace place, String clientId)
            throws OAuthException {
        String configured = server.clientId();
        if (configured != null) {
            return configured.equals(clientId) ? configured(server, configured, discovered, true) : null;
        }
        if (clientId.equals(server.clientMetadataUrl())) {
            return configured(server, clientId, null, ClientAuthentication.NONE);
        }
        StoredRegistration registration = records.registrations().read(place).value();
        return registration == null ? null : registration.client(clientId);
    }

    /** To be called once a login with a client has succeeded: from then on it is the one of its issuer. */
    public void succeeded(RegistrationPlace place, ClientInformation client) {
        if (client.registered()) {
            registrations.succeeded(place, client);
        }
    }

    /** To be called where a login page was opened with a client and no response came. */
    public void unanswered(RegistrationPlace place, ClientInformation client) {
        if (client.registered()) {
            registrations.doubt(place, client, Doubt.UNANSWERED);
        }
    }

    /**
     * To be called where an authorization server has refused something to a client.
     *
     * @return whether the same login may succeed if it is begun again at once
     */
    public boolean refused(RegistrationPlace place, ClientInformation client, ErrorResponseException error) {
        if (!client.registered()) {
            return false;
        }
        if (NAMES_CLIENT.contains(error.error())) {
            registrations.doubt(place, client, Doubt.REFUSED);
        }
        return error.error().equals(ErrorResponseException.INVALID_SCOPE) && registrations.heldToScope(place, client);
    }

    /** The same for the client of a stored login. */
    public void refused(String issuer, ClientInformation client, ErrorResponseException error) {
        refused(RegistrationPlace.ofLoopback(issuer), client, error);
        refused(RegistrationPlace.ofDevice(issuer), client, error);
        for (URI redirectUri : client.redirectUris()) {
            refused(new RegistrationPlace(issuer, redirectUri), client, error);
        }
    }

    /** Forgets the clients of one user's logins at an issuer, and how it responds, if no login there is left. */
    public void forgetUnused(String issuer) {
        registrations.forgetUnused(
                issuer, List.of(RegistrationPlace.ofLoopback(issuer), RegistrationPlace.ofDevice(issuer)));
    }
}
