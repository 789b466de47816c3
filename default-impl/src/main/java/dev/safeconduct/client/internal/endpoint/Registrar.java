package dev.safeconduct.client.internal.endpoint;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.discovery.DiscoveredServer;
import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.client.internal.record.Records;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.internal.record.Versioned;
import dev.safeconduct.client.internal.transport.EndpointPolicy;
import dev.safeconduct.client.internal.transport.HttpResult;
import dev.safeconduct.client.internal.transport.Transport;
import dev.safeconduct.client.oauth.ClientInformation;
import dev.safeconduct.client.oauth.ClientMetadata;
import dev.safeconduct.spi.AuthorizationServerMetadata;
import dev.safeconduct.spi.MetadataException;
import dev.safeconduct.spi.OAuthException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who we are at an authorization server: the client that is configured, else the one registered there before,
 * else a new one by dynamic registration (RFC 7591). Safe for all threads; blocks.
 */
public final class Registrar {

    private static final String NONE = "none";
    private static final String CLIENT_SECRET_BASIC = "client_secret_basic";
    private static final String CLIENT_SECRET_POST = "client_secret_post";

    private final Records records;
    private final RegistrationEndpoint registration;
    private final CredentialRule credentials;

    public Registrar(Records records, Transport transport, EventLog log) {
        this.records = records;
        this.registration = new RegistrationEndpoint(transport);
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
     * To be called just before a client is used for a login that a person has begun: from then on its configured secret
     * stays with this authorization server.
     *
     * @throws OAuthException if it must not be sent there
     */
    public void useForLogin(ServerConfig server, ClientInformation client, DiscoveredServer discovered)
            throws OAuthException {
        use(server, client, discovered, true);
    }

    private void use(
            ServerConfig server, ClientInformation client, DiscoveredServer discovered, boolean isBegunByPerson)
            throws OAuthException {
        String secret = client.clientSecret();
        if (secret != null && client.clientId().equals(server.clientId())) {
            credentials.use(server, server.key("client-secret"), secret, discovered, isBegunByPerson);
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
        if (NONE.equals(record.clientAuth())) {
            // Its id is all there is to know of it.
            return new ClientInformation(clientId, null, NONE, List.of(), true);
        }
        ClientInformation known = records.registrations().ofClient(record.issuer(), clientId);
        return known != null ? known : new ClientInformation(clientId, null, NONE, List.of(), false);
    }

    private ClientInformation configured(
            ServerConfig server, String clientId, DiscoveredServer discovered, boolean isBegunByPerson)
            throws OAuthException {
        String secret = server.clientSecret();
        if (secret != null) {
            credentials.check(server, server.key("client-secret"), secret, discovered, isBegunByPerson);
        }
        return configured(server, clientId, secret, method(server, secret != null, discovered.metadata()));
    }

    private ClientInformation configured(ServerConfig server, String clientId, TokenRecord record)
            throws OAuthException {
        String secret = server.clientSecret();
        if (secret != null) {
            credentials.checkStored(server, server.key("client-secret"), secret, record.issuer());
        }
        String worked = record.clientAuth();
        String method = server.clientAuth() != null || worked == null
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

    private static String method(ServerConfig server, boolean hasSecret, AuthorizationServerMetadata metadata)
            throws MetadataException {
        String configured = server.clientAuth();
        if (configured != null) {
            return configured;
        }
        if (!hasSecret) {
            return NONE;
        }
        List<String> supported = metadata.tokenEndpointAuthMethodsSupported();
        return !supported.contains(CLIENT_SECRET_BASIC) && supported.contains(CLIENT_SECRET_POST)
                ? CLIENT_SECRET_POST
                : CLIENT_SECRET_BASIC;
    }

    /**
     * The client to log in with; registers one if it is missing.
     *
     * @param wanted the redirect URIs that a registration has to have because they are configured; empty for any
     * @param redirectUris the redirect URIs to register, asked for only then
     * @throws OAuthException if there is no client and none can be registered; the message names the remedy
     */
    public ClientInformation obtain(
            ServerConfig server,
            DiscoveredServer discovered,
            EndpointPolicy policy,
            List<URI> wanted,
            Supplier<List<URI>> redirectUris)
            throws OAuthException {
        String clientId = server.clientId();
        if (clientId != null) {
            return configured(server, clientId, discovered, true);
        }
        Versioned<ClientInformation> registered = records.registrations().read(discovered.issuer());
        ClientInformation known = registered.value();
        if (known != null && (!known.registered() || known.redirectUris().containsAll(wanted))) {
            return known;
        }
        String version = registered.version();
        ClientInformation client =
                register(server, discovered, policy, "native", redirectUris.get(), NONE, CLIENT_SECRET_BASIC);
        if (!records.registrations().replace(discovered.issuer(), client, version)) {
            ClientInformation other =
                    records.registrations().read(discovered.issuer()).value();
            return other == null ? client : other; // another process was first: one registration for all
        }
        return client;
    }

    /**
     * The client of a web application; registers one for each of its redirect URIs if none is configured. Apart from the
     * one for loopback logins: with one registration for both, each would replace the other's redirect URIs.
     */
    public ClientInformation obtainForWeb(
            ServerConfig server, DiscoveredServer discovered, EndpointPolicy policy, URI redirectUri)
            throws OAuthException {
        String clientId = server.clientId();
        if (clientId != null) {
            return configured(server, clientId, discovered, true);
        }
        Versioned<ClientInformation> known = records.webRegistrations().read(discovered.issuer(), redirectUri);
        if (known.value() != null) {
            return known.value();
        }
        ClientInformation client =
                register(server, discovered, policy, "web", List.of(redirectUri), CLIENT_SECRET_BASIC, NONE);
        if (!records.webRegistrations().replace(discovered.issuer(), redirectUri, client, known.version())) {
            ClientInformation other = records.webRegistrations()
                    .read(discovered.issuer(), redirectUri)
                    .value();
            return other == null ? client : other;
        }
        return client;
    }

    /** The client that began a web login, by its id; null if it is neither configured nor registered any more. */
    public @Nullable ClientInformation ofWebLogin(
            ServerConfig server, DiscoveredServer discovered, URI redirectUri, String clientId) throws OAuthException {
        String configured = server.clientId();
        ClientInformation known = configured != null
                ? configured(server, configured, discovered, true)
                : records.webRegistrations()
                        .read(discovered.issuer(), redirectUri)
                        .value();
        return known != null && known.clientId().equals(clientId) ? known : null;
    }

    /**
     * A program on a user's machine keeps no secret (RFC 8252 §8.4), so it registers without one; a web application
     * can keep one. A server that refuses the first method is asked again with the second. One that registers no such
     * scope (Keycloak knows none called {@code openid}, though it grants it) is asked again without. What the answer
     * names is what counts.
     */
    private ClientInformation register(
            ServerConfig server,
            DiscoveredServer discovered,
            EndpointPolicy policy,
            String applicationType,
            List<URI> uris,
            String method,
            String otherMethod)
            throws OAuthException {
        URI endpoint = discovered.metadata().registrationEndpoint();
        if (endpoint == null) {
            throw new OAuthException(
                    "The authorization server " + discovered.issuer() + " does not register clients by" + " itself."
                            + policy.remedies().text("Register one there by hand and set", "client-id", "<its id>"));
        }
        ClientMetadata metadata = clientMetadata(server, discovered, applicationType, uris, method);
        HttpResult answer = registration.post(endpoint, policy, metadata);
        if (answer.status() == 403 && metadata.scope() != null) {
            metadata = metadata.toBuilder().scope(null).build();
            answer = registration.post(endpoint, policy, metadata);
        }
        if (answer.status() == 400) {
            metadata = metadata.toBuilder().tokenEndpointAuthMethod(otherMethod).build();
            answer = registration.post(endpoint, policy, metadata);
        }
        try {
            // A login comes back to where we chose, whatever a server makes of it.
            return RegistrationEndpoint.registered(answer, endpoint, uris).withRedirectUris(uris);
        } catch (OAuthException e) {
            if (discovered.isDocumented() || e.isTransient() || answer.status() == 400) {
                throw e;
            }
            throw new OAuthException(
                    "The server " + server.url().text() + " asks for authorization but says nowhere how"
                            + " to get it: it publishes no OAuth metadata."
                            + policy.remedies()
                                    .text(
                                            "Ask its operator; if it uses OAuth, set",
                                            "issuer",
                                            "<its authorization server>"),
                    e);
        }
    }

    private static ClientMetadata clientMetadata(
            ServerConfig server,
            DiscoveredServer discovered,
            String applicationType,
            List<URI> redirectUris,
            String method) {
        return ClientMetadata.builder()
                .clientName("Safeconduct")
                .applicationType(applicationType)
                .redirectUris(redirectUris)
                .grantTypes(server.grant().registeredGrantTypes().toArray(String[]::new))
                .responseTypes("code")
                .tokenEndpointAuthMethod(method)
                .scope(discovered.scope())
                .build();
    }

    /** Forgets a client that we registered at an issuer, because the issuer does not know it any more. */
    public void forget(String issuer, ClientInformation client) throws OAuthException {
        ClientInformation registered = records.registrations().read(issuer).value();
        if (registered != null && registered.clientId().equals(client.clientId())) {
            records.registrations().remove(issuer);
        }
        for (URI redirectUri : client.redirectUris()) {
            ClientInformation web =
                    records.webRegistrations().read(issuer, redirectUri).value();
            if (web != null && web.clientId().equals(client.clientId())) {
                records.webRegistrations().remove(issuer, redirectUri);
            }
        }
    }
}
