package dev.safeconduct.client.internal.authentication;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** New key pairs, and how a user has the private key: as PEM or as JWK. */
public final class PrivateKeys {

    private PrivateKeys() {}

    /** A pair of which the private key signs by this algorithm. */
    public static KeyPair generate(String algorithm) throws GeneralSecurityException {
        KeyPairGenerator generator;
        switch (algorithm) {
            case "ES256" -> generator = ec("secp256r1");
            case "ES384" -> generator = ec("secp384r1");
            case "ES512" -> generator = ec("secp521r1");
            case "EdDSA", "Ed25519" -> generator = KeyPairGenerator.getInstance("Ed25519");
            default -> {
                generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(2048);
            }
        }
        return generator.generateKeyPair();
    }

    private static KeyPairGenerator ec(String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator;
    }

    /** PKCS#8. */
    public static String pem(PrivateKey key) {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    /** The members of a JWK without {@code kid} and {@code alg}; of the public ones those that a reader needs. */
    static Map<String, Object> jwk(PrivateKey key) {
        Map<String, Object> jwk = new LinkedHashMap<>();
        if (key instanceof RSAPrivateCrtKey rsa) {
            jwk.put("kty", "RSA");
            jwk.put("n", number(rsa.getModulus()));
            jwk.put("e", number(rsa.getPublicExponent()));
            jwk.put("d", number(rsa.getPrivateExponent()));
            jwk.put("p", number(rsa.getPrimeP()));
            jwk.put("q", number(rsa.getPrimeQ()));
            jwk.put("dp", number(rsa.getPrimeExponentP()));
            jwk.put("dq", number(rsa.getPrimeExponentQ()));
            jwk.put("qi", number(rsa.getCrtCoefficient()));
        } else if (key instanceof ECPrivateKey ec) {
            jwk.put("kty", "EC");
            jwk.put("crv", "P-" + ec.getParams().getOrder().bitLength());
            jwk.put("d", number(ec.getS()));
        } else {
            jwk.put("kty", "OKP");
            jwk.put("crv", "Ed25519");
            jwk.put("d", base64Url(((EdECPrivateKey) key).getBytes().orElseThrow()));
        }
        return jwk;
    }

    private static String number(BigInteger number) {
        return base64Url(number.toByteArray());
    }

    private static String base64Url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
