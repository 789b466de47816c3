package dev.safeconduct.client.internal.endpoint;

import dev.safeconduct.client.internal.authentication.AuthenticatingClient;
import dev.safeconduct.client.internal.authentication.RequestParts;
import dev.safeconduct.client.internal.transport.EndpointPolicy;
import dev.safeconduct.client.internal.transport.HttpCall;
import dev.safeconduct.client.internal.transport.HttpResult;
import dev.safeconduct.client.internal.transport.Transport;
import dev.safeconduct.spi.OAuthException;
import java.net.URI;
import java.time.Clock;
import java.util.Map;

/** Sends a form to an endpoint at which a client authenticates (RFC 6749 §2.3). Safe for all threads; blocks. */
final class AuthenticatedPost {

    /** What was answered to one request, and which secrets that had. */
    record Exchange(HttpResult answer, SentSecrets secrets) {}

    private final Transport transport;
    private final Clock clock;

    AuthenticatedPost(Transport transport, Clock clock) {
        this.transport = transport;
        this.clock = clock;
    }

    /**
     * Sends a request once, wherever a redirect may point.
     *
     * @param name the endpoint in words, for errors
     */
    Exchange send(
            URI endpoint,
            EndpointPolicy policy,
            AuthenticatingClient client,
            Map<String, String> parameters,
            String name)
            throws OAuthException {
        return send(endpoint, policy, client, parameters, name, Map.of());
    }

    /** The same with more header fields. */
    Exchange send(
            URI endpoint,
            EndpointPolicy policy,
            AuthenticatingClient client,
            Map<String, String> parameters,
            String name,
            Map<String, String> fields)
            throws OAuthException {
        RequestParts request = RequestParts.of(parameters, clock.instant());
        client.authenticate(request);
        request.headers().putAll(fields);
        HttpCall call = HttpCall.postForm(endpoint, request.form(), request.headers());
        HttpResult answer = transport.send(call, policy, name, client.tlsIdentity());
        return new Exchange(answer, SentSecrets.of(request.form(), request.headers()));
    }
}
