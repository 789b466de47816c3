package dev.safeconduct.client.internal.endpoint;

import dev.safeconduct.client.internal.authentication.AuthenticatingClient;
import dev.safeconduct.client.internal.concurrent.Threads;
import dev.safeconduct.client.internal.dpop.DpopKey;
import dev.safeconduct.client.internal.dpop.Nonces;
import dev.safeconduct.client.internal.transport.EndpointPolicy;
import dev.safeconduct.client.internal.transport.Transport;
import dev.safeconduct.client.oauth.DpopProofs;
import dev.safeconduct.client.oauth.Grant;
import dev.safeconduct.client.oauth.Token;
import dev.safeconduct.spi.OAuthException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The only one who talks to token endpoints and revocation endpoints. Safe for all threads; blocks. */
public final class TokenEndpoint {

    private final Transport transport;
    private final AuthenticatedPost post;
    private final Clock clock;
    private final Nonces nonces = new Nonces();

    public TokenEndpoint(Transport transport, Clock clock) {
        this.transport = transport;
        this.post = new AuthenticatedPost(transport, clock);
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
            URI endpoint, EndpointPolicy policy, AuthenticatingClient client, Grant grant, Map<String, String> more)
            throws OAuthException {
        return request(endpoint, policy, client, grant, more, null);
    }

    /**
     * The same for a token that is bound to a key (RFC 9449 §5): each request has a proof of its own, and one that the
     * server refuses because the proof lacks its nonce, which spends nothing, is sent once more with that (§8).
     *
     * @param key what the token is to be bound to; null for a token that is not bound
     * @throws OAuthException as without a key; also if the token is not bound to the key
     */
    public Token request(
            URI endpoint,
            EndpointPolicy policy,
            AuthenticatingClient client,
            Grant grant,
            Map<String, String> more,
            @Nullable DpopKey key)
            throws OAuthException {
        AuthenticatedPost.Exchange exchange = exchange(endpoint, policy, client, grant, more, key);
        return EndpointResponses.token(
                exchange.answer(), name(endpoint), exchange.secrets(), clock.instant(), key != null);
    }

    /**
     * Exchanges a token for something else than an access token (RFC 8693 §2.1).
     *
     * @param grant with the type that is requested
     * @param requested that type
     * @return what was issued
     * @throws OAuthException if it is not that
     */
    public String exchangeFor(
            String requested, URI endpoint, EndpointPolicy policy, AuthenticatingClient client, Grant grant)
            throws OAuthException {
        AuthenticatedPost.Exchange exchange = exchange(endpoint, policy, client, grant, Map.of(), null);
        return EndpointResponses.exchanged(exchange.answer(), name(endpoint), exchange.secrets(), requested);
    }

    private static String name(URI endpoint) {
        return "token endpoint " + endpoint;
    }

    private AuthenticatedPost.Exchange exchange(
            URI endpoint,
            EndpointPolicy policy,
            AuthenticatingClient client,
            Grant grant,
            Map<String, String> more,
            @Nullable DpopKey key)
            throws OAuthException {
        Map<String, String> parameters = new LinkedHashMap<>(grant.parameters());
        more.forEach(parameters::putIfAbsent);
        // An interrupt would throw away the response, and with it the refresh token that replaces the one just sent.
        return Threads.uninterrupted(() -> EndpointRedirect.send(
                endpoint,
                place -> send(place, policy, client, parameters, name(endpoint), key),
                AuthenticatedPost.Exchange::answer));
    }

    /**
     * Revokes a token (RFC 7009 §2.1).
     *
     * @param hint {@code refresh_token} or {@code access_token}
     */
    public void revoke(URI endpoint, EndpointPolicy policy, AuthenticatingClient client, String token, String hint)
            throws OAuthException {
        String name = "revocation endpoint " + endpoint;
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("token", token);
        parameters.put("token_type_hint", hint);
        AuthenticatedPost.Exchange exchange = post.send(endpoint, policy, client, parameters, name);
        if (exchange.answer().status() / 100 != 2) {
            EndpointResponses.success(exchange.answer(), name, exchange.secrets()); // says which error it is
        }
    }

    /** RFC 9449 §8: the nonce of a server comes with its responses, and is in the next proof. */
    private AuthenticatedPost.Exchange send(
            URI place,
            EndpointPolicy policy,
            AuthenticatingClient client,
            Map<String, String> parameters,
            String name,
            @Nullable DpopKey key)
            throws OAuthException {
        if (key == null) {
            return post.send(place, policy, client, parameters, name);
        }
        AuthenticatedPost.Exchange first = post.send(place, policy, client, parameters, name, proof(key, place));
        boolean hasNonce = nonces.keep(place, first.answer().header(Nonces.HEADER));
        if (!hasNonce || !EndpointResponses.asksForNonce(first.answer())) {
            return first;
        }
        AuthenticatedPost.Exchange second = post.send(place, policy, client, parameters, name, proof(key, place));
        nonces.keep(place, second.answer().header(Nonces.HEADER));
        return second;
    }

    private Map<String, String> proof(DpopKey key, URI place) throws OAuthException {
        return Map.of(DpopProofs.HEADER, key.proofs(clock).proof("POST", place, nonces.of(place), null));
    }
}
