package dev.safeconduct.client.internal.endpoint;

import dev.safeconduct.client.internal.authentication.AuthenticatingClient;
import dev.safeconduct.client.internal.discovery.ConfiguredServer;
import dev.safeconduct.client.internal.discovery.DiscoveredServer;
import dev.safeconduct.client.internal.transport.Transport;
import dev.safeconduct.client.oauth.ClientInformation;
import dev.safeconduct.client.oauth.ErrorResponseException;
import dev.safeconduct.client.oauth.Grant;
import dev.safeconduct.spi.MetadataException;
import dev.safeconduct.spi.OAuthException;
import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The only one who talks to device authorization endpoints (RFC 8628 §3.1). Safe for all threads; blocks. */
public final class DeviceAuthorizationEndpoint {

    private final AuthenticatedPost post;
    private final ClientTokenRequest methods;

    /** @param methods tells by which method a client authenticates */
    public DeviceAuthorizationEndpoint(Transport transport, ClientTokenRequest methods, Clock clock) {
        this.post = new AuthenticatedPost(transport, clock);
        this.methods = methods;
    }

    /** Whether an authorization server has one. */
    public static boolean isOffered(DiscoveredServer discovered) throws MetadataException {
        return discovered.metadata().deviceAuthorizationEndpoint() != null;
    }

    /**
     * Asks for the codes of a login.
     *
     * @throws ErrorResponseException if the authorization server refuses
     * @throws OAuthException if there are none for another reason, also because it has no such endpoint
     */
    public DeviceAuthorization request(ConfiguredServer server, DiscoveredServer discovered, ClientInformation client)
            throws OAuthException {
        Map<String, String> parameters = parameters(server, discovered);
        return methods.byMethodThatWorks(
                server, discovered, client, attempted -> once(server, discovered, attempted, parameters));
    }

    /** {@code client_id} comes with the client authentication, also that of a public client. */
    private static Map<String, String> parameters(ConfiguredServer server, DiscoveredServer discovered) {
        Map<String, String> parameters = new LinkedHashMap<>();
        put(parameters, Grant.SCOPE, discovered.scope());
        put(parameters, Grant.RESOURCE, discovered.resource());
        put(parameters, Grant.AUDIENCE, server.config().audience());
        server.config().extraAuthorizeParameters().forEach(parameters::putIfAbsent);
        return parameters;
    }

    private static void put(Map<String, String> parameters, String name, @Nullable String value) {
        if (value != null) {
            parameters.put(name, value);
        }
    }

    private DeviceAuthorization once(
            ConfiguredServer server,
            DiscoveredServer discovered,
            ClientInformation client,
            Map<String, String> parameters)
            throws OAuthException {
        URI endpoint = AuthenticatingClients.deviceAuthorizationEndpoint(discovered, client);
        if (endpoint == null) {
            throw new MetadataException("The authorization server " + discovered.issuer()
                    + " offers no login by a code for another device (RFC 8628).");
        }
        String name = "device authorization endpoint " + endpoint;
        AuthenticatingClient authenticating = AuthenticatingClients.at(server, client, discovered);
        AuthenticatedPost.Exchange exchange = post.send(endpoint, server.policy(), authenticating, parameters, name);
        return DeviceAuthorization.of(EndpointResponses.success(exchange.answer(), name, exchange.secrets()));
    }
}
