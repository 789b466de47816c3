package dev.safeconduct.client.internal.authentication;

import dev.safeconduct.client.oauth.OAuthJson;
import dev.safeconduct.spi.OAuthException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.KeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPrivateKeySpec;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads private keys as JWK (RFC 7517, RFC 7518 §6, RFC 8037 §2). */
final class JwkPrivateKey {

    private JwkPrivateKey() {}

    /**
     * The key.
     *
     * @throws IllegalArgumentException as {@link ClientKey#read}
     */
    static ClientKey read(String text) {
        Map<String, @Nullable Object> jwk;
        try {
            jwk = OAuthJson.parseObject(text.getBytes(StandardCharsets.UTF_8), "JWK");
        } catch (OAuthException e) {
            throw new IllegalArgumentException("is a damaged JWK: it is not a JSON object");
        }
        if (jwk.containsKey("keys")) {
            throw new IllegalArgumentException("is a set of keys: take out the one to use, {\"kty\":…}");
        }
        if (!jwk.containsKey("d")) {
            throw new IllegalArgumentException("is a public key: set it to the private one, which has a member \"d\"");
        }
        PrivateKey key;
        try {
            key = key(jwk);
        } catch (GeneralSecurityException | RuntimeException e) {
            // What the JDK says may quote the key.
            throw new IllegalArgumentException("is a JWK that is damaged, or of a kind that is not supported: use RSA,"
                    + " P-256, P-384, P-521 or Ed25519");
        }
        return ClientKey.of(key, text(jwk, "kid"), text(jwk, "alg"));
    }

    private static PrivateKey key(Map<String, @Nullable Object> jwk) throws GeneralSecurityException {
        String type = required(jwk, "kty");
        return switch (type) {
            case "RSA" -> key("RSA", rsa(jwk));
            case "EC" -> key("EC", new ECPrivateKeySpec(number(jwk, "d"), curve(required(jwk, "crv"))));
            case "OKP" ->
                key("EdDSA", new EdECPrivateKeySpec(new NamedParameterSpec(required(jwk, "crv")), bytes(jwk, "d")));
            default -> throw new GeneralSecurityException("an unsupported kty");
        };
    }

    private static PrivateKey key(String algorithm, KeySpec spec) throws GeneralSecurityException {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
    }

    /** RFC 7518 §6.3.2: all of the others, or none of them. */
    private static KeySpec rsa(Map<String, @Nullable Object> jwk) {
        return jwk.containsKey("p")
                ? new RSAPrivateCrtKeySpec(
                        number(jwk, "n"),
                        number(jwk, "e"),
                        number(jwk, "d"),
                        number(jwk, "p"),
                        number(jwk, "q"),
                        number(jwk, "dp"),
                        number(jwk, "dq"),
                        number(jwk, "qi"))
                : new RSAPrivateKeySpec(number(jwk, "n"), number(jwk, "d"));
    }

    private static ECParameterSpec curve(String name) throws GeneralSecurityException {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp" + name.substring(2) + "r1"));
        return parameters.getParameterSpec(ECParameterSpec.class);
    }

    private static BigInteger number(Map<String, @Nullable Object> jwk, String name) {
        return new BigInteger(1, bytes(jwk, name));
    }

    private static byte[] bytes(Map<String, @Nullable Object> jwk, String name) {
        return Base64.getUrlDecoder().decode(required(jwk, name));
    }

    private static String required(Map<String, @Nullable Object> jwk, String name) {
        String value = text(jwk, name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return value;
    }

    private static @Nullable String text(Map<String, @Nullable Object> jwk, String name) {
        return jwk.get(name) instanceof String text ? text : null;
    }
}
