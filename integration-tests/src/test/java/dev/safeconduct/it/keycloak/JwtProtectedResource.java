package dev.safeconduct.it.keycloak;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.interfaces.Claim;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.auth0.jwt.interfaces.JWTVerifier;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * A resource server on a free loopback port that takes the JWT access tokens of one issuer, and checks them as a real
 * one has to: RS256 signature by the issuer's keys, issuer, audience, times.
 *
 * <p>In: the issuer, whose keys are fetched at the start, and the audience that its tokens have to name. Out: its URL,
 * RFC 9728 metadata that leads there, and every call that came, with its status and what its token says.
 */
public final class JwtProtectedResource implements AutoCloseable {
    private static final String PATH = "/api";
    private static final String METADATA_PATH = "/.well-known/oauth-protected-resource" + PATH;
    private static final String BEARER = "Bearer ";
    private static final String DPOP = "DPoP ";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI issuer;
    private final JWTVerifier verifier;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final Set<String> refusedClients = ConcurrentHashMap.newKeySet();
    private volatile String scope = "";
    private volatile boolean boundTokens;

    /**
     * One call of the API.
     *
     * @param status what it was answered with, 200 or 401
     * @param token the token that it brought if that was a good one, else null
     */
    record Call(int status, DecodedJWT token) {
        /** The token's own identifier. */
        String tokenId() {
            return token == null ? "" : token.getId();
        }
    }

    private JwtProtectedResource(HttpServer server, String audience, URI issuer, URI... otherIssuers) {
        this.issuer = issuer;
        this.verifier = JWT.require(Algorithm.RSA256(IssuerKeys.of(issuer)))
                .withIssuer(Stream.concat(Stream.of(issuer), Stream.of(otherIssuers))
                        .map(URI::toString)
                        .toArray(String[]::new))
                .withAudience(audience)
                .withClaimPresence("exp")
                .withClaimPresence("jti")
                .build();
        this.server = server;
        server.setExecutor(threads);
        server.createContext(PATH, this::api);
        server.createContext(METADATA_PATH, this::metadata);
    }

    static JwtProtectedResource start(URI issuer, String audience) {
        return startFor(audience, issuer);
    }

    /** One that also takes tokens of other issuers who have the same keys; its metadata names the first. */
    public static JwtProtectedResource startFor(String audience, URI issuer, URI... otherIssuers) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            JwtProtectedResource resource = new JwtProtectedResource(server, audience, issuer, otherIssuers);
            server.start();
            return resource;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a program calls, and also the resource's identifier. */
    public URI url() {
        return base().resolve(PATH);
    }

    /** All calls of the API so far. */
    List<Call> calls() {
        return List.copyOf(calls);
    }

    /** From now on only tokens are taken that are bound to the key of the request's proof (DPoP, RFC 9449). */
    public JwtProtectedResource demandBoundTokens() {
        boundTokens = true;
        return this;
    }

    /** From now on only tokens with this scope are taken, and the metadata names it. */
    public JwtProtectedResource demandScope(String wanted) {
        scope = wanted;
        return this;
    }

    /** From now on the tokens of this client are refused, as those of one that is no longer known. */
    public void refuseClient(String clientId) {
        refusedClients.add(clientId);
    }

    /** From now on this token is refused, though it is a good one. */
    public void refuse(String tokenId) {
        refused.add(tokenId);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void api(HttpExchange exchange) throws IOException {
        DecodedJWT token = verified(exchange.getRequestHeaders().getFirst("Authorization"));
        boolean proved =
                !boundTokens || isProved(token, exchange.getRequestHeaders().getFirst("DPoP"));
        boolean taken = token != null && proved && isAllowed(token);
        calls.add(new Call(taken ? 200 : 401, token));
        if (taken) {
            answer(exchange, 200, JSON.createObjectNode().put("subject", token.getSubject()));
            return;
        }
        String metadata = "resource_metadata=\"" + base().resolve(METADATA_PATH) + "\"";
        exchange.getResponseHeaders()
                .set("WWW-Authenticate", scheme() + (token == null ? "" : "error=\"invalid_token\", ") + metadata);
        answer(exchange, 401, JSON.createObjectNode().put("error", "unauthorized"));
    }

    /** Null if there is no token or it is not a good one. */
    private DecodedJWT verified(String authorization) {
        if (authorization == null || !authorization.startsWith(scheme())) {
            return null;
        }
        try {
            return verifier.verify(authorization.substring(scheme().length()));
        } catch (JWTVerificationException e) {
            return null;
        }
    }

    private boolean isAllowed(DecodedJWT token) {
        Claim granted = token.getClaim("scope");
        return !refused.contains(token.getId())
                && !refusedClients.contains(String.valueOf(token.getClaim("azp").asString()))
                && (scope.isEmpty()
                        || List.of(String.valueOf(granted.asString()).split(" ", -1))
                                .contains(scope));
    }

    private String scheme() {
        return boundTokens ? DPOP : BEARER;
    }

    /** Whether a token is bound to the key of a proof, by the thumbprint of RFC 7638; the fakes judge proofs in full. */
    private static boolean isProved(DecodedJWT token, String proof) {
        if (token == null || proof == null) {
            return false;
        }
        Map<String, Object> jwk = JWT.decode(proof).getHeaderClaim("jwk").asMap();
        String members = "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"%s\",\"y\":\"%s\"}";
        Map<String, Object> binding = token.getClaim("cnf").asMap();
        return binding != null
                && sha256(members.formatted(jwk.get("x"), jwk.get("y"))).equals(binding.get("jkt"));
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void metadata(HttpExchange exchange) throws IOException {
        ObjectNode document = JSON.createObjectNode().put("resource", url().toString());
        document.putArray("authorization_servers").add(issuer.toString());
        document.putArray("bearer_methods_supported").add("header");
        if (boundTokens) {
            document.put("dpop_bound_access_tokens_required", true);
        }
        ArrayNode scopes = document.putArray("scopes_supported");
        (scope.isEmpty() ? List.of("openid", "api") : List.of(scope)).forEach(scopes::add);
        answer(exchange, 200, document);
    }

    private static void answer(HttpExchange exchange, int status, ObjectNode document) throws IOException {
        byte[] body = document.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        try (exchange) {
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private URI base() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }
}
