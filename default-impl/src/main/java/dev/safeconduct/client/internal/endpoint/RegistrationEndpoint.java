package dev.safeconduct.client.internal.endpoint;

import dev.safeconduct.client.internal.transport.EndpointPolicy;
import dev.safeconduct.client.internal.transport.HttpCall;
import dev.safeconduct.client.internal.transport.HttpResult;
import dev.safeconduct.client.internal.transport.Transport;
import dev.safeconduct.client.oauth.ClientInformation;
import dev.safeconduct.client.oauth.ClientMetadata;
import dev.safeconduct.client.oauth.OAuthJson;
import dev.safeconduct.spi.OAuthException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The only one who talks to registration endpoints (RFC 7591 §3). Safe for all threads; blocks. */
public final class RegistrationEndpoint {

    private final Transport transport;

    public RegistrationEndpoint(Transport transport) {
        this.transport = transport;
    }

    /** Asks for a registration; {@link #registered} judges the answer. */
    public HttpResult post(URI endpoint, EndpointPolicy policy, ClientMetadata metadata) throws OAuthException {
        return transport.send(HttpCall.postJson(endpoint, OAuthJson.write(metadata.members())), policy, name(endpoint));
    }

    /**
     * The client that was registered. What the answer names is what counts, not what was asked for.
     *
     * @param redirectUris those that were asked for
     */
    public static ClientInformation registered(HttpResult answer, URI endpoint, List<URI> redirectUris)
            throws OAuthException {
        Map<String, @Nullable Object> json = EndpointResponses.success(answer, name(endpoint), SentSecrets.NONE);
        if (!(json.get("client_id") instanceof String clientId) || clientId.isEmpty()) {
            throw new OAuthException("The " + name(endpoint) + " answered without a client id.");
        }
        String secret = json.get("client_secret") instanceof String text && !text.isEmpty() ? text : null;
        String method = json.get("token_endpoint_auth_method") instanceof String text
                ? text
                : secret == null ? "none" : "client_secret_basic";
        return new ClientInformation(clientId, secret, method, redirectUris, true);
    }

    private static String name(URI endpoint) {
        return "registration endpoint " + endpoint;
    }
}
