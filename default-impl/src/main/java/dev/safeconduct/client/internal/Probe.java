package dev.safeconduct.client.internal;

import dev.safeconduct.client.internal.discovery.ConfiguredServer;
import dev.safeconduct.client.internal.dpop.Nonces;
import dev.safeconduct.client.internal.transport.HttpCall;
import dev.safeconduct.client.internal.transport.HttpResult;
import dev.safeconduct.client.internal.transport.NoResponseException;
import dev.safeconduct.client.internal.transport.Transport;
import dev.safeconduct.client.oauth.AuthChallenge;
import dev.safeconduct.client.oauth.AuthChallenges;
import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.oauth.InsecureEndpointException;
import dev.safeconduct.spi.OAuthException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A request to a server, without a token or with one, to hear what it asks for. Status and headers are judged, and no body is waited
 * for: what a server says to a GET may be a stream without an end. Blocks.
 */
public final class Probe {

    /** What takes longer says nothing of a login: a long poll, for example. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private static final byte[] PING =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}".getBytes(StandardCharsets.UTF_8);

    private Probe() {}

    /**
     * What the server said.
     *
     * @param status the HTTP status; 0 if the answer was of no use
     * @param challenges those of a 401
     * @param nonce what the next proof is to have in it (RFC 9449 §9), or null
     */
    public record Outcome(int status, List<AuthChallenge> challenges, @Nullable String nonce) {

        /** An answer that was of no use. */
        private static final Outcome NONE = new Outcome(0, List.of(), null);

        public boolean letsEverybodyIn() {
            return status / 100 == 2;
        }

        public boolean wantsAnotherScheme() {
            return status == 401 && !AuthChallenges.mayTakeAccessToken(challenges);
        }

        /** Whether the server does not know this method or path, so that another request may tell more. */
        public boolean isUnknownToServer() {
            return status == 404 || status == 405;
        }

        /** The schemes that the server offers. */
        public String schemes() {
            return challenges.stream().map(AuthChallenge::scheme).distinct().collect(Collectors.joining(", "));
        }
    }

    /** Asks by GET. Throws where the server cannot be reached, or must not be talked to. */
    public static Outcome of(Transport transport, ConfiguredServer server) throws OAuthException {
        return send(transport, server, new HttpCall("GET", uri(server), Map.of("Accept", EITHER), null));
    }

    /** Asks by GET whether a token is taken. */
    static Outcome withToken(Transport transport, ConfiguredServer server, Authorization token) throws OAuthException {
        Outcome first = withToken(transport, server, token, null);
        String nonce = first.challenges().stream().anyMatch(AuthChallenge::asksForNonce) ? first.nonce() : null;
        return nonce == null ? first : withToken(transport, server, token, nonce);
    }

    private static Outcome withToken(
            Transport transport, ConfiguredServer server, Authorization token, @Nullable String nonce)
            throws OAuthException {
        Map<String, String> headers = new HashMap<>(Map.of("Accept", EITHER));
        token.forRequest("GET", () -> uri(server), nonce).writeTo(headers::put);
        return send(transport, server, new HttpCall("GET", uri(server), headers, null));
    }

    /** Asks by the one POST that changes nothing: a ping of JSON-RPC (THREATS 95). */
    static Outcome byPing(Transport transport, ConfiguredServer server) throws OAuthException {
        Map<String, String> headers = Map.of("Accept", EITHER, "Content-Type", "application/json");
        return send(transport, server, new HttpCall("POST", uri(server), headers, PING));
    }

    /** As MCP demands it of clients (2025-11-25, Streamable HTTP). */
    private static final String EITHER = "application/json, text/event-stream";

    private static URI uri(ConfiguredServer server) {
        return server.config().url().uri();
    }

    private static Outcome send(Transport transport, ConfiguredServer server, HttpCall call) throws OAuthException {
        try {
            HttpResult answer = transport.head(call, server.policy(), "server", LIMIT);
            List<AuthChallenge> challenges = answer.status() == 401
                    ? AuthChallenges.parse(answer.headers().allValues(AuthChallenge.HEADER))
                    : List.of();
            return new Outcome(answer.status(), challenges, answer.header(Nonces.HEADER));
        } catch (NoResponseException e) {
            return Outcome.NONE;
        } catch (OAuthException e) {
            if (e.isTransient() || e instanceof InsecureEndpointException) {
                throw e;
            }
            return Outcome.NONE; // a proxy that is not usable: it says nothing of a login
        }
    }
}
