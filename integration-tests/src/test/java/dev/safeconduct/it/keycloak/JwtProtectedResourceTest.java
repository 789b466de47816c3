package dev.safeconduct.it.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The resource server of these tests refuses what it has to; else a 200 from it would say nothing. */
class JwtProtectedResourceTest {
    private static final String AUDIENCE = "https://api.example.test";
    private static final String KEY_ID = "key-1";

    private final KeyPair keys = generate();
    private HttpServer issuer;
    private JwtProtectedResource resource;

    @BeforeEach
    void start() throws IOException {
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        show("/.well-known/openid-configuration", "{\"jwks_uri\":\"" + issuerUrl() + "/keys\"}");
        RSAPublicKey key = (RSAPublicKey) keys.getPublic();
        show(
                "/keys",
                "{\"keys\":[{\"kty\":\"RSA\",\"use\":\"sig\",\"kid\":\"" + KEY_ID + "\",\"n\":\""
                        + number(key.getModulus()) + "\",\"e\":\"" + number(key.getPublicExponent()) + "\"}]}");
        issuer.start();
        resource = JwtProtectedResource.start(issuerUrl(), AUDIENCE);
    }

    @AfterEach
    void stop() {
        resource.close();
        issuer.stop(0);
    }

    @Test
    void takes_a_good_token() throws Exception {
        String token = signed(good());
        assertThat(call(token).statusCode()).isEqualTo(200);
        assertThat(resource.calls()).singleElement().satisfies(call -> {
            assertThat(call.status()).isEqualTo(200);
            assertThat(call.tokenId()).isEqualTo(JWT.decode(token).getId());
        });
    }

    @Test
    void refuses_a_good_token_that_it_was_told_to_refuse() throws Exception {
        String token = signed(good());
        resource.refuse(JWT.decode(token).getId());
        assertThat(call(token).statusCode()).isEqualTo(401);
    }

    @Test
    void refuses_no_token_and_names_its_metadata() throws Exception {
        HttpResponse<String> answer = get(HttpRequest.newBuilder(resource.url()));
        assertThat(answer.statusCode()).isEqualTo(401);
        String challenge = answer.headers().firstValue("WWW-Authenticate").orElse("");
        String metadata = challenge.replaceAll(".*resource_metadata=\"([^\"]*)\".*", "$1");
        assertThat(get(HttpRequest.newBuilder(URI.create(metadata))).body())
                .contains("\"resource\":\"" + resource.url() + "\"")
                .contains("\"authorization_servers\":[\"" + issuerUrl() + "\"]");
    }

    @Test
    void refuses_another_issuer() throws Exception {
        assertRefused(signed(good().withIssuer(issuerUrl() + "/other")));
    }

    @Test
    void refuses_another_audience() throws Exception {
        assertRefused(signed(good().withAudience("https://other.example.test")));
    }

    @Test
    void refuses_an_expired_token() throws Exception {
        assertRefused(signed(good().withExpiresAt(Instant.now().minusSeconds(1))));
    }

    @Test
    void refuses_another_key_under_the_same_name() throws Exception {
        assertRefused(
                good().sign(Algorithm.RSA256(null, (RSAPrivateKey) generate().getPrivate())));
    }

    @Test
    void refuses_a_token_without_signature() throws Exception {
        assertRefused(good().sign(Algorithm.none()));
    }

    @Test
    void refuses_a_public_key_used_as_secret() throws Exception {
        assertRefused(good().sign(Algorithm.HMAC256(keys.getPublic().getEncoded())));
    }

    private void assertRefused(String token) throws Exception {
        assertThat(call(token).statusCode()).isEqualTo(401);
    }

    private JWTCreator.Builder good() {
        return JWT.create()
                .withKeyId(KEY_ID)
                .withIssuer(issuerUrl().toString())
                .withAudience(AUDIENCE)
                .withJWTId(UUID.randomUUID().toString())
                .withExpiresAt(Instant.now().plusSeconds(300));
    }

    private String signed(JWTCreator.Builder token) {
        return token.sign(Algorithm.RSA256(null, (RSAPrivateKey) keys.getPrivate()));
    }

    private HttpResponse<String> call(String token) throws Exception {
        return get(HttpRequest.newBuilder(resource.url()).header("Authorization", "Bearer " + token));
    }

    private static HttpResponse<String> get(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }

    private void show(String path, String document) {
        issuer.createContext(path, exchange -> {
            byte[] body = document.getBytes(StandardCharsets.UTF_8);
            try (exchange) {
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
    }

    private URI issuerUrl() {
        return URI.create("http://127.0.0.1:" + issuer.getAddress().getPort());
    }

    private static String number(BigInteger value) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(value.toByteArray());
    }

    private static KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
