package dev.safeconduct.client.internal.endpoint;

import dev.safeconduct.client.internal.authentication.ClientAuthentication;
import dev.safeconduct.client.internal.authentication.ClientAuthentications;
import dev.safeconduct.client.internal.transport.EndpointPolicy;
import dev.safeconduct.client.internal.transport.HttpCall;
import dev.safeconduct.client.internal.transport.HttpResult;
import dev.safeconduct.client.internal.transport.Transport;
import dev.safeconduct.client.oauth.ClientInformation;
import dev.safeconduct.client.oauth.ClientMetadata;
import dev.safeconduct.client.oauth.OAuthJson;
import dev.safeconduct.spi.OAuthException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The only one who talks to registration endpoints (RFC 7591 §3). Safe for all threads; blocks. */
public final class RegistrationEndpoint {

    private final Transport transport;

    public RegistrationEndpoint(Transport transport) {
        this.transport = transport;
    }

    /** Asks for a registration; {@link #registered} judges the answer. */
    public HttpResult post(URI endpoint, EndpointPolicy policy, ClientMetadata metadata) throws OAuthException {
        byte[] json = OAuthJson.write(metadata.members());
        return EndpointRedirect.send(
                endpoint,
                place -> transport.send(HttpCall.postJson(place, json), policy, name(endpoint)),
                Function.identity());
    }

    /**
     * The client that was registered. What the answer names is what counts, not what was asked for.
     *
     * @param redirectUris those that were asked for; they stand where the response names none
     */
    public static ClientInformation registered(HttpResult answer, URI endpoint, List<URI> redirectUris)
            throws OAuthException {
        Map<String, @Nullable Object> json = EndpointResponses.success(answer, name(endpoint), SentSecrets.NONE);
        String clientId = clientId(json.get("client_id"));
        if (clientId.isEmpty()) {
            throw new OAuthException("The " + name(endpoint) + " responded without a client id.");
        }
        String secret = json.get("client_secret") instanceof String text && !text.isEmpty() ? text : null;
        String method = json.get("token_endpoint_auth_method") instanceof String text
                ? text
                : ClientAuthentication.CLIENT_SECRET_BASIC;
        if (secret == null && ClientAuthentications.needsSecret(method)) {
            method = ClientAuthentication.NONE;
        }
        return new ClientInformation(
                clientId,
                secret,
                method,
                redirectUris(json, redirectUris),
                true,
                secret == null ? null : time(json.get("client_secret_expires_at")),
                uri(json.get("registration_client_uri")),
                json.get("registration_access_token") instanceof String text ? text : null);
    }

    /** Some servers number their clients, and write the number as one. */
    private static String clientId(@Nullable Object value) {
        return value instanceof String || value instanceof Integer || value instanceof Long
                ? String.valueOf(value)
                : "";
    }

    /** RFC 7591 §3.2.1: the server may register others than it was asked for. */
    private static List<URI> redirectUris(Map<String, @Nullable Object> json, List<URI> asked) {
        if (!(json.get("redirect_uris") instanceof List<?> named) || named.isEmpty()) {
            return asked;
        }
        List<URI> registered = new ArrayList<>();
        for (Object each : named) {
            URI uri = uri(each);
            if (uri != null) {
                registered.add(uri);
            }
        }
        return registered;
    }

    private static @Nullable URI uri(@Nullable Object value) {
        try {
            return value instanceof String text && !text.isEmpty() ? new URI(text) : null;
        } catch (URISyntaxException e) {
            return null; // it is of no use, and the client is registered all the same
        }
    }

    /** Seconds since 1970; 0 for never. */
    private static @Nullable Instant time(@Nullable Object value) {
        long seconds = value instanceof Number number ? number.longValue() : 0;
        return seconds > 0 && seconds <= Instant.MAX.getEpochSecond() ? Instant.ofEpochSecond(seconds) : null;
    }

    private static String name(URI endpoint) {
        return "registration endpoint " + endpoint;
    }
}
