package dev.safeconduct.testkit;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A key that signs JWTs, for tests; made and used by nothing but the JDK. {@code RS…}, {@code PS…}, {@code ES…} (256, 384,
 * 512), {@code EdDSA} with Ed25519, and {@code HS…} with a secret. Immutable.
 */
public final class SigningKey {
    private static final int RSA_BITS = 2048;

    private final String algorithm;
    private final @Nullable String keyId;
    private final @Nullable KeyPair pair;
    private final byte[] secret;

    private SigningKey(String algorithm, @Nullable String keyId, @Nullable KeyPair pair, byte[] secret) {
        this.algorithm = algorithm;
        this.keyId = keyId;
        this.pair = pair;
        this.secret = secret;
    }

    /** A new key for this algorithm; RSA keys have 2048 bits. */
    public static SigningKey generate(String algorithm, @Nullable String keyId) {
        return generate(algorithm, keyId, RSA_BITS);
    }

    /** The same, with so many bits where it is an RSA key. */
    public static SigningKey generate(String algorithm, @Nullable String keyId, int rsaBits) {
        try {
            return new SigningKey(
                    algorithm, keyId, generator(algorithm, rsaBits).generateKeyPair(), new byte[0]);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A secret for {@code HS256}, {@code HS384} or {@code HS512}. */
    public static SigningKey ofSecret(String algorithm, byte[] secret) {
        return new SigningKey(algorithm, null, null, secret.clone());
    }

    /** The same key for another algorithm of its kind, or under another {@code kid}; null for none. */
    public SigningKey as(String otherAlgorithm, @Nullable String otherKeyId) {
        return new SigningKey(otherAlgorithm, otherKeyId, pair, secret);
    }

    /** The public key. */
    public PublicKey publicKey() {
        if (pair == null) {
            throw new IllegalStateException("a secret has no public key");
        }
        return pair.getPublic();
    }

    /** The private key as PEM (PKCS#8), as a program has it that signs by itself. */
    public String pem() {
        if (pair == null) {
            throw new IllegalStateException("a secret is not a private key");
        }
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(pair.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    /** The public key as a JWK (RFC 7517); the map is the caller's to change. */
    public Map<String, Object> jwk() {
        Map<String, Object> jwk = new LinkedHashMap<>();
        PublicKey key = publicKey();
        if (key instanceof RSAPublicKey rsa) {
            jwk.put("kty", "RSA");
            jwk.put("n", unsigned(rsa.getModulus(), (rsa.getModulus().bitLength() + 7) / 8));
            jwk.put("e", unsigned(rsa.getPublicExponent(), 3));
        } else if (key instanceof ECPublicKey ec) {
            int bits = ec.getParams().getOrder().bitLength();
            jwk.put("kty", "EC");
            jwk.put("crv", "P-" + bits);
            jwk.put("x", unsigned(ec.getW().getAffineX(), (bits + 7) / 8));
            jwk.put("y", unsigned(ec.getW().getAffineY(), (bits + 7) / 8));
        } else {
            byte[] encoded = key.getEncoded(); // ends with the 32 bytes of the point
            jwk.put("kty", "OKP");
            jwk.put("crv", "Ed25519");
            jwk.put("x", base64Url(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length)));
        }
        jwk.put("use", "sig");
        jwk.put("alg", algorithm);
        if (keyId != null) {
            jwk.put("kid", keyId);
        }
        return jwk;
    }

    /** A signed JWT of these claims, in compact form. */
    public String sign(Map<String, ?> claims) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("alg", algorithm);
        header.put("typ", "JWT");
        if (keyId != null) {
            header.put("kid", keyId);
        }
        return sign(header, claims);
    }

    /** A signed JWT with this header, whatever that says of the key. */
    public String sign(Map<String, ?> header, Map<String, ?> claims) {
        String input = base64Url(Json.write(header).getBytes(StandardCharsets.UTF_8)) + "."
                + base64Url(Json.write(claims).getBytes(StandardCharsets.UTF_8));
        try {
            return input + "." + base64Url(signature(input.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] signature(byte[] input) throws GeneralSecurityException {
        String bits = algorithm.substring(2);
        if (pair == null) {
            Mac mac = Mac.getInstance("HmacSHA" + bits);
            mac.init(new SecretKeySpec(secret, mac.getAlgorithm()));
            return mac.doFinal(input);
        }
        Signature signature =
                switch (algorithm.substring(0, 2)) {
                    case "RS" -> Signature.getInstance("SHA" + bits + "withRSA");
                    case "PS" -> pss(bits);
                    case "ES" -> Signature.getInstance("SHA" + bits + "withECDSAinP1363Format");
                    default -> Signature.getInstance("Ed25519");
                };
        signature.initSign(pair.getPrivate());
        signature.update(input);
        return signature.sign();
    }

    private static Signature pss(String bits) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("RSASSA-PSS");
        signature.setParameter(new PSSParameterSpec(
                "SHA-" + bits, "MGF1", new MGF1ParameterSpec("SHA-" + bits), Integer.parseInt(bits) / 8, 1));
        return signature;
    }

    private static KeyPairGenerator generator(String algorithm, int rsaBits) throws GeneralSecurityException {
        KeyPairGenerator generator;
        switch (algorithm.substring(0, 2)) {
            case "RS", "PS" -> {
                generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(rsaBits);
            }
            case "ES" -> {
                String bits = algorithm.equals("ES512") ? "521" : algorithm.substring(2);
                generator = KeyPairGenerator.getInstance("EC");
                generator.initialize(new ECGenParameterSpec("secp" + bits + "r1"));
            }
            default -> generator = KeyPairGenerator.getInstance("Ed25519");
        }
        return generator;
    }

    private static String unsigned(BigInteger number, int length) {
        byte[] bytes = new byte[length];
        byte[] signed = number.toByteArray();
        int count = Math.min(length, signed.length);
        System.arraycopy(signed, signed.length - count, bytes, length - count, count);
        return base64Url(bytes);
    }

    private static String base64Url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "SigningKey[" + algorithm + ", " + keyId + "]";
    }
}
