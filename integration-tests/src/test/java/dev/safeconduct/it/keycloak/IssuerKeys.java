package dev.safeconduct.it.keycloak;

import com.auth0.jwt.interfaces.RSAKeyProvider;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** The RSA keys with which an issuer signs, as its {@code jwks_uri} shows them now. */
final class IssuerKeys implements RSAKeyProvider {
    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, RSAPublicKey> byId = new HashMap<>();

    private IssuerKeys() {}

    static IssuerKeys of(URI issuer) {
        JsonNode metadata = get(URI.create(issuer + "/.well-known/openid-configuration"));
        IssuerKeys keys = new IssuerKeys();
        for (JsonNode jwk : get(URI.create(metadata.path("jwks_uri").asText())).path("keys")) {
            if (jwk.path("kty").asText().equals("RSA")
                    && jwk.path("use").asText().equals("sig")) {
                keys.byId.put(jwk.path("kid").asText(), publicKey(jwk));
            }
        }
        if (keys.byId.isEmpty()) {
            throw new IllegalStateException("the issuer " + issuer + " shows no RSA key for signatures");
        }
        return keys;
    }

    /** Null for a key that the issuer does not show, which the verification refuses. */
    @Override
    public RSAPublicKey getPublicKeyById(String keyId) {
        return byId.get(keyId);
    }

    @Override
    public RSAPrivateKey getPrivateKey() {
        throw new UnsupportedOperationException("a resource server signs nothing");
    }

    @Override
    public String getPrivateKeyId() {
        throw new UnsupportedOperationException("a resource server signs nothing");
    }

    private static RSAPublicKey publicKey(JsonNode jwk) {
        try {
            RSAPublicKeySpec spec = new RSAPublicKeySpec(number(jwk, "n"), number(jwk, "e"));
            return (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(spec);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("not a usable RSA key: " + jwk.path("kid"), e);
        }
    }

    private static BigInteger number(JsonNode jwk, String member) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(jwk.path(member).asText()));
    }

    private static JsonNode get(URI url) {
        HttpClient http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
        HttpRequest request = HttpRequest.newBuilder(url).timeout(REQUEST_LIMIT).build();
        try {
            return JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
