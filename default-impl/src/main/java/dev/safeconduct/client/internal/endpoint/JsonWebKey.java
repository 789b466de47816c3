package dev.safeconduct.client.internal.endpoint;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A public key of an authorization server (RFC 7517, RFC 7518 §6, RFC 8037). What a key may verify is for its kind to
 * say, never for the token: a public key is not the secret of an HMAC, and no key is the key of another curve.
 *
 * @param id {@code kid}, or null
 * @param algorithm {@code alg}, the only one that the key is for; null if it does not say
 * @param algorithms those that a key of this kind can have
 * @param key the key
 */
record JsonWebKey(@Nullable String id, @Nullable String algorithm, Set<String> algorithms, PublicKey key) {

    /** RFC 7518 §3.3. */
    private static final int LEAST_RSA_BITS = 2048;

    /** With larger ones, which are not in use, a signature would take long to verify. */
    private static final int MOST_RSA_BITS = 8192;

    private static final int MOST_EXPONENT_BITS = 64;

    private static final Set<String> RSA = Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512");

    /** {@code Ed25519} is what RFC 9864 calls the one curve of {@code EdDSA} that is used. */
    private static final Set<String> ED25519 = Set.of("EdDSA", "Ed25519");

    private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    /** The key, or null where it is for something else, or of a kind or size that is not taken. */
    static @Nullable JsonWebKey read(Map<?, ?> jwk) {
        if (!isForSignatures(jwk)) {
            return null;
        }
        try {
            return switch (text(jwk, "kty")) {
                case "RSA" -> rsa(jwk);
                case "EC" ->
                    switch (text(jwk, "crv")) {
                        case "P-256" -> ec(jwk, "secp256r1", "ES256");
                        case "P-384" -> ec(jwk, "secp384r1", "ES384");
                        case "P-521" -> ec(jwk, "secp521r1", "ES512");
                        default -> null;
                    };
                case "OKP" -> text(jwk, "crv").equals("Ed25519") ? ed25519(jwk) : null;
                default -> null;
            };
        } catch (GeneralSecurityException | RuntimeException e) {
            // One bad key does not spoil the others. For a point that is too large the JDK throws RuntimeException
            // itself.
            return null;
        }
    }

    /** Whether the key may have made a signature of this algorithm. */
    boolean fits(@Nullable String name) {
        return name != null && algorithms.contains(name) && (algorithm == null || algorithm.equals(name));
    }

    private static boolean isForSignatures(Map<?, ?> jwk) {
        Object use = jwk.get("use");
        Object operations = jwk.get("key_ops");
        return (use == null || use.equals("sig"))
                && (operations == null || (operations instanceof List<?> list && list.contains("verify")));
    }

    private static @Nullable JsonWebKey rsa(Map<?, ?> jwk) throws GeneralSecurityException {
        BigInteger modulus = number(jwk, "n");
        BigInteger exponent = number(jwk, "e");
        boolean usual = modulus.bitLength() >= LEAST_RSA_BITS
                && modulus.bitLength() <= MOST_RSA_BITS
                && exponent.bitLength() <= MOST_EXPONENT_BITS;
        return usual
                ? key(jwk, RSA, KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent)))
                : null;
    }

    private static JsonWebKey ec(Map<?, ?> jwk, String curve, String algorithm) throws GeneralSecurityException {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec(curve));
        ECPoint point = new ECPoint(number(jwk, "x"), number(jwk, "y"));
        return key(
                jwk,
                Set.of(algorithm),
                KeyFactory.getInstance("EC")
                        .generatePublic(
                                new ECPublicKeySpec(point, parameters.getParameterSpec(ECParameterSpec.class))));
    }

    /** RFC 8032 §5.1.5 and RFC 8410 §4: the bytes are the same in a JWK and, after a prefix, in a certificate. */
    private static JsonWebKey ed25519(Map<?, ?> jwk) throws GeneralSecurityException {
        byte[] point = bytes(jwk, "x");
        byte[] encoded = new byte[ED25519_PREFIX.length + point.length];
        System.arraycopy(ED25519_PREFIX, 0, encoded, 0, ED25519_PREFIX.length);
        System.arraycopy(point, 0, encoded, ED25519_PREFIX.length, point.length);
        return key(jwk, ED25519, KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
    }

    private static JsonWebKey key(Map<?, ?> jwk, Set<String> algorithms, PublicKey key) {
        String id = jwk.get("kid") instanceof String text ? text : null;
        String algorithm = jwk.get("alg") instanceof String text ? text : null;
        return new JsonWebKey(id, algorithm, algorithms, key);
    }

    private static BigInteger number(Map<?, ?> jwk, String name) {
        return new BigInteger(1, bytes(jwk, name));
    }

    private static byte[] bytes(Map<?, ?> jwk, String name) {
        return Base64.getUrlDecoder().decode(text(jwk, name));
    }

    private static String text(Map<?, ?> jwk, String name) {
        return jwk.get(name) instanceof String text ? text : "";
    }
}
