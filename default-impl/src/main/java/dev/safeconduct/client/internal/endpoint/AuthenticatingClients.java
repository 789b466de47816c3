package dev.safeconduct.client.internal.endpoint;

import dev.safeconduct.client.internal.authentication.AuthenticatingClient;
import dev.safeconduct.client.internal.authentication.ClientAuthentications;
import dev.safeconduct.client.internal.discovery.ConfiguredServer;
import dev.safeconduct.client.internal.discovery.DiscoveredServer;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.oauth.ClientInformation;
import dev.safeconduct.spi.AuthorizationServerMetadata;
import dev.safeconduct.spi.MetadataException;
import dev.safeconduct.spi.OAuthException;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client authenticates by at one authorization server, and at which of its endpoints. */
public final class AuthenticatingClients {

    private AuthenticatingClients() {}

    /** A client at an authorization server that was just discovered. */
    static AuthenticatingClient at(ConfiguredServer server, ClientInformation client, DiscoveredServer discovered) {
        return new AuthenticatingClient(
                client, server.config(), discovered.issuer(), () -> algorithms(discovered.metadata()));
    }

    /** A client at the authorization server of a stored login. Its metadata is looked up only where it is needed. */
    public static AuthenticatingClient ofLogin(ConfiguredServer server, ClientInformation client, TokenRecord login) {
        return new AuthenticatingClient(client, server.config(), login.issuer(), () -> algorithms(server, login));
    }

    /**
     * The token endpoint for a client: with mutual TLS its alias (RFC 8705 §5).
     *
     * @throws OAuthException if it is missing
     */
    public static URI tokenEndpoint(DiscoveredServer discovered, ClientInformation client) throws OAuthException {
        AuthorizationServerMetadata metadata = discovered.metadata();
        URI endpoint = alias(metadata, client, "token_endpoint");
        URI found = endpoint != null ? endpoint : metadata.tokenEndpoint();
        if (found == null) {
            throw new OAuthException("The authorization server " + discovered.issuer() + " has no token endpoint.");
        }
        return found;
    }

    /** The revocation endpoint for a client, as it is stored with a token; null if it is missing. */
    public static @Nullable String revocationEndpoint(DiscoveredServer discovered, ClientInformation client)
            throws MetadataException {
        AuthorizationServerMetadata metadata = discovered.metadata();
        URI endpoint = alias(metadata, client, "revocation_endpoint");
        URI found = endpoint != null ? endpoint : metadata.revocationEndpoint();
        return found == null ? null : found.toString();
    }

    /** The device authorization endpoint for a client (RFC 8628 §4); null if it is missing. */
    static @Nullable URI deviceAuthorizationEndpoint(DiscoveredServer discovered, ClientInformation client)
            throws MetadataException {
        AuthorizationServerMetadata metadata = discovered.metadata();
        URI endpoint = alias(metadata, client, "device_authorization_endpoint");
        return endpoint != null ? endpoint : metadata.deviceAuthorizationEndpoint();
    }

    /** The pushed authorization request endpoint for a client (RFC 9126 §5); null if it is missing. */
    static @Nullable URI pushedAuthorizationRequestEndpoint(DiscoveredServer discovered, ClientInformation client)
            throws MetadataException {
        AuthorizationServerMetadata metadata = discovered.metadata();
        URI endpoint = alias(metadata, client, "pushed_authorization_request_endpoint");
        return endpoint != null ? endpoint : metadata.pushedAuthorizationRequestEndpoint();
    }

    private static @Nullable URI alias(AuthorizationServerMetadata metadata, ClientInformation client, String endpoint)
            throws MetadataException {
        return ClientAuthentications.isMutualTls(client) ? metadata.mtlsEndpointAlias(endpoint) : null;
    }

    /** What cannot be looked up now is not known: the login was made without it. */
    private static List<String> algorithms(ConfiguredServer server, TokenRecord login) {
        try {
            DiscoveredServer discovered = server.discovery().discover(List.of(), login.prior());
            return discovered.issuer().equals(login.issuer()) ? algorithms(discovered.metadata()) : List.of();
        } catch (OAuthException e) {
            return List.of();
        }
    }

    private static List<String> algorithms(AuthorizationServerMetadata metadata) throws MetadataException {
        List<String> named = metadata.tokenEndpointAuthSigningAlgValuesSupported();
        return named == null ? List.of() : named;
    }
}
