package dev.safeconduct.client.internal.endpoint;

import dev.safeconduct.client.internal.concurrent.Threads;
import dev.safeconduct.client.internal.transport.EndpointPolicy;
import dev.safeconduct.client.internal.transport.HttpCall;
import dev.safeconduct.client.internal.transport.HttpResult;
import dev.safeconduct.client.internal.transport.Transport;
import dev.safeconduct.client.oauth.ClientInformation;
import dev.safeconduct.client.oauth.Grant;
import dev.safeconduct.client.oauth.Token;
import dev.safeconduct.spi.OAuthException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** The only one who talks to token endpoints and revocation endpoints. Safe for all threads; blocks. */
public final class TokenEndpoint {

    private final Transport transport;
    private final Clock clock;

    public TokenEndpoint(Transport transport, Clock clock) {
        this.transport = transport;
        this.clock = clock;
    }

    /** How long a request takes at most. */
    public Duration timeout() {
        return transport.timeout();
    }

    /**
     * Asks for a token (RFC 6749 §3.2). Sends the request once, as a rotating refresh token must not be spent twice; a
     * redirect that is safe is followed.
     *
     * @param more parameters to add; those of the grant take precedence
     * @throws OAuthException if there is no token; {@link OAuthException#isTransient} tells whether later may help
     */
    public Token request(
            URI endpoint, EndpointPolicy policy, ClientInformation client, Grant grant, Map<String, String> more)
            throws OAuthException {
        Map<String, String> form = new LinkedHashMap<>(grant.parameters());
        more.forEach(form::putIfAbsent);
        Map<String, String> headers = new LinkedHashMap<>();
        ClientAuthentication.of(client, policy.remedies()).authenticate(form, headers);
        String name = "token endpoint " + endpoint;
        HttpCall call = HttpCall.postForm(endpoint, form, headers);
        // An interrupt would throw away the response, and with it the refresh token that replaces the one just sent.
        HttpResult answer = Threads.uninterrupted(() -> EndpointRedirect.send(transport, call, policy, name));
        return EndpointResponses.token(answer, name, SentSecrets.of(form, headers), clock.instant());
    }

    /**
     * Revokes a token (RFC 7009 §2.1).
     *
     * @param hint {@code refresh_token} or {@code access_token}
     */
    public void revoke(URI endpoint, EndpointPolicy policy, ClientInformation client, String token, String hint)
            throws OAuthException {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("token", token);
        form.put("token_type_hint", hint);
        Map<String, String> headers = new LinkedHashMap<>();
        ClientAuthentication.of(client, policy.remedies()).authenticate(form, headers);
        String name = "revocation endpoint " + endpoint;
        HttpResult answer = transport.send(HttpCall.postForm(endpoint, form, headers), policy, name);
        if (answer.status() / 100 != 2) {
            EndpointResponses.success(answer, name, SentSecrets.of(form, headers)); // says which error it is
        }
    }
}
