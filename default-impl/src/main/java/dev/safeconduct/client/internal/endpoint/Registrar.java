package dev.safeconduct.client.internal.endpoint;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.discovery.DiscoveredServer;
import dev.safeconduct.client.internal.record.Records;
import dev.safeconduct.client.internal.record.Records.Versioned;
import dev.safeconduct.client.internal.transport.EndpointPolicy;
import dev.safeconduct.client.internal.transport.HttpResult;
import dev.safeconduct.client.internal.transport.Transport;
import dev.safeconduct.client.oauth.AuthorizationCodeGrant;
import dev.safeconduct.client.oauth.ClientInformation;
import dev.safeconduct.client.oauth.ClientMetadata;
import dev.safeconduct.client.oauth.RefreshTokenGrant;
import dev.safeconduct.spi.AuthorizationServerMetadata;
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

    private static final String CLIENT_SECRET_BASIC = "client_secret_basic";

    private final Records records;
    private final RegistrationEndpoint registration;

    public Registrar(Records records, Transport transport) {
        this.records = records;
        this.registration = new RegistrationEndpoint(transport);
    }

    /** The client that is configured or stored for an issuer, or null. */
    public @Nullable ClientInformation known(ServerConfig server, String issuer, AuthorizationServerMetadata metadata)
            throws OAuthException {
        String clientId = server.get("client-id");
        return clientId != null
                ? configured(server, clientId, metadata)
                : records.registration(issuer).value();
    }

    /**
     * The client that is configured or stored for an issuer, where the server's metadata is not at hand: a refresh, a
     * revocation.
     */
    public @Nullable ClientInformation known(ServerConfig server, String issuer) throws OAuthException {
        return known(server, issuer, new AuthorizationServerMetadata(Map.of()));
    }

    /**
     * The client that a stored token was issued to. Where that is neither configured nor registered any more, it is
     * taken for a public one, which needs nothing but its id: most are, and the authorization server tells if not.
     */
    public ClientInformation ofToken(ServerConfig server, String issuer, String clientId) throws OAuthException {
        ClientInformation known = known(server, issuer);
        if (known != null && known.clientId().equals(clientId)) {
            return known;
        }
        ClientInformation earlier = records.registration(issuer, clientId);
        return earlier != null && earlier.clientId().equals(clientId)
                ? earlier
                : new ClientInformation(clientId, null, "none", List.of(), false);
    }

    private static ClientInformation configured(
            ServerConfig server, String clientId, AuthorizationServerMetadata metadata) throws OAuthException {
        String secret = server.get("client-secret");
        String method = server.get("client-auth");
        if (method == null) {
            List<String> supported = metadata.tokenEndpointAuthMethodsSupported();
            if (secret == null) {
                method = "none";
            } else if (!supported.contains("client_secret_basic") && supported.contains("client_secret_post")) {
                method = "client_secret_post";
            } else {
                method = "client_secret_basic";
            }
        }
        String redirectUri = server.get("redirect-uri");
        return new ClientInformation(
                clientId, secret, method, redirectUri == null ? List.of() : List.of(URI.create(redirectUri)), false);
    }

    /**
     * The client to log in with; registers one if there is none.
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
        ClientInformation known = known(server, discovered.issuer(), discovered.metadata());
        if (known != null && (!known.registered() || known.redirectUris().containsAll(wanted))) {
            return known;
        }
        String version = records.registration(discovered.issuer()).version();
        ClientInformation client =
                register(server, discovered, policy, "native", redirectUris.get(), "none", CLIENT_SECRET_BASIC);
        if (!records.replaceRegistration(discovered.issuer(), client, version)) {
            ClientInformation other = records.registration(discovered.issuer()).value();
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
        String clientId = server.get("client-id");
        if (clientId != null) {
            return configured(server, clientId, discovered.metadata());
        }
        Versioned<ClientInformation> known = records.webRegistration(discovered.issuer(), redirectUri);
        if (known.value() != null) {
            return known.value();
        }
        ClientInformation client =
                register(server, discovered, policy, "web", List.of(redirectUri), CLIENT_SECRET_BASIC, "none");
        if (!records.replaceWebRegistration(discovered.issuer(), redirectUri, client, known.version())) {
            ClientInformation other =
                    records.webRegistration(discovered.issuer(), redirectUri).value();
            return other == null ? client : other;
        }
        return client;
    }

    /** The client that began a web login, by its id; null if it is neither configured nor registered any more. */
    public @Nullable ClientInformation ofWebLogin(
            ServerConfig server, DiscoveredServer discovered, URI redirectUri, String clientId) throws OAuthException {
        String configured = server.get("client-id");
        ClientInformation known = configured != null
                ? configured(server, configured, discovered.metadata())
                : records.webRegistration(discovered.issuer(), redirectUri).value();
        return known != null && known.clientId().equals(clientId) ? known : null;
    }

    /**
     * A program on somebody's machine keeps no secret (RFC 8252 §8.4), so it registers without one; a web application
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
            throw new OAuthException("The authorization server " + discovered.issuer() + " does not register clients by"
                    + " itself. Register one there by hand and set safeconduct.server." + server.name()
                    + ".client-id.");
        }
        ClientMetadata metadata = clientMetadata(discovered, applicationType, uris, method);
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
            return RegistrationEndpoint.registered(answer, endpoint, uris);
        } catch (OAuthException e) {
            if (discovered.documented() || e.isTransient() || answer.status() == 400) {
                throw e;
            }
            throw new OAuthException(
                    "The server " + server.url().text() + " asks for authorization but says nowhere how"
                            + " to get it: it publishes no OAuth metadata. Ask whoever runs it; if it uses OAuth, set"
                            + " safeconduct.server." + server.name() + ".issuer.",
                    e);
        }
    }

    private static ClientMetadata clientMetadata(
            DiscoveredServer discovered, String applicationType, List<URI> redirectUris, String method) {
        return ClientMetadata.builder()
                .clientName("Safeconduct")
                .applicationType(applicationType)
                .redirectUris(redirectUris)
                .grantTypes(AuthorizationCodeGrant.TYPE, RefreshTokenGrant.TYPE)
                .responseTypes("code")
                .tokenEndpointAuthMethod(method)
                .scope(discovered.scope())
                .build();
    }

    /** Forgets a client that we registered at an issuer, because the issuer does not know it any more. */
    public void forget(String issuer, ClientInformation client) throws OAuthException {
        ClientInformation registered = records.registration(issuer).value();
        if (registered != null && registered.clientId().equals(client.clientId())) {
            records.removeRegistration(issuer);
        }
        for (URI redirectUri : client.redirectUris()) {
            ClientInformation web = records.webRegistration(issuer, redirectUri).value();
            if (web != null && web.clientId().equals(client.clientId())) {
                records.removeWebRegistration(issuer, redirectUri);
            }
        }
    }
}
