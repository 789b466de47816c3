package dev.safeconduct.client.internal.register;

import dev.safeconduct.client.ClientInformation;
import dev.safeconduct.client.OAuthJson;
import dev.safeconduct.client.internal.http.EndpointPolicy;
import dev.safeconduct.client.internal.http.HttpAnswer;
import dev.safeconduct.client.internal.http.HttpCall;
import dev.safeconduct.client.internal.http.Transport;
import dev.safeconduct.client.internal.token.EndpointAnswers;
import dev.safeconduct.spi.ClientMetadata;
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
    public HttpAnswer post(URI endpoint, EndpointPolicy policy, ClientMetadata metadata) throws OAuthException {
        return transport.send(HttpCall.postJson(endpoint, OAuthJson.write(metadata.members())), policy, name(endpoint));
    }

    /**
     * The client that was registered. What the answer names is what counts, not what was asked for.
     *
     * @param redirectUris those that were asked for
     */
    public static ClientInformation registered(HttpAnswer answer, URI endpoint, List<URI> redirectUris)
            throws OAuthException {
        Map<String, @Nullable Object> json = EndpointAnswers.success(answer, name(endpoint));
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
