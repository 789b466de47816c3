package dev.safeconduct.client.internal.endpoint;

import dev.safeconduct.client.internal.authentication.AuthenticatingClient;
import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.discovery.ConfiguredServer;
import dev.safeconduct.client.internal.discovery.DiscoveredServer;
import dev.safeconduct.client.internal.transport.Transport;
import dev.safeconduct.client.oauth.ClientInformation;
import dev.safeconduct.client.oauth.ErrorResponseException;
import dev.safeconduct.client.oauth.Grant;
import dev.safeconduct.spi.MetadataException;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.WireMembers;
import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The only one who talks to pushed authorization request endpoints (RFC 9126). Safe for all threads; blocks.
 *
 * <p>Where a server leaves the choice, the request goes by the browser: what is pushed is valid for as little as a minute
 * and once, and a person may open the page later, on another machine, or twice.
 */
public final class PushedAuthorizationEndpoint {

    private final AuthenticatedPost post;
    private final ClientTokenRequest methods;

    /** @param methods tells by which method a client authenticates */
    public PushedAuthorizationEndpoint(Transport transport, ClientTokenRequest methods, Clock clock) {
        this.post = new AuthenticatedPost(transport, clock);
        this.methods = methods;
    }

    /** Whether authorization requests are pushed: by the configuration, else where the authorization server demands it. */
    public static boolean isUsed(ServerConfig server, DiscoveredServer discovered) throws MetadataException {
        return switch (server.par()) {
            case ALWAYS -> true;
            case NEVER -> false;
            case AUTO -> discovered.metadata().requirePushedAuthorizationRequests();
        };
    }

    /**
     * Pushes an authorization request.
     *
     * @param request its parameters
     * @return those that are left for the browser (RFC 9126 §4)
     * @throws ErrorResponseException if the authorization server refuses the request
     * @throws OAuthException if it cannot be pushed for another reason
     */
    public Map<String, String> push(
            ConfiguredServer server, DiscoveredServer discovered, ClientInformation client, Map<String, String> request)
            throws OAuthException {
        String requestUri = methods.byMethodThatWorks(
                server, discovered, client, attempted -> once(server, discovered, attempted, request));
        Map<String, String> left = new LinkedHashMap<>();
        left.put(Grant.CLIENT_ID, client.clientId());
        left.put("request_uri", requestUri);
        return left;
    }

    private String once(
            ConfiguredServer server, DiscoveredServer discovered, ClientInformation client, Map<String, String> request)
            throws OAuthException {
        URI endpoint = AuthenticatingClients.pushedAuthorizationRequestEndpoint(discovered, client);
        if (endpoint == null) {
            throw new MetadataException("The authorization server " + discovered.issuer()
                    + " has no endpoint for pushed authorization requests (RFC 9126)."
                    + server.config().remedies().text("If it needs none, set", "par", "never"));
        }
        String name = "pushed authorization request endpoint " + endpoint;
        AuthenticatingClient authenticating = AuthenticatingClients.at(server, client, discovered);
        AuthenticatedPost.Exchange exchange = post.send(endpoint, server.policy(), authenticating, request, name);
        Map<String, ?> response = EndpointResponses.success(exchange.answer(), name, exchange.secrets());
        return new WireMembers("pushed authorization response", response).required("request_uri");
    }
}
