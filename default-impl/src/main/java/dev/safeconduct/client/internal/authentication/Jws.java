package dev.safeconduct.client.internal.authentication;

import dev.safeconduct.client.oauth.OAuthJson;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Signs JWTs in compact form (RFC 7515 §7.1) by algorithms of RFC 7518 §3, RFC 8037 and RFC 9864, with the JDK alone. */
public final class Jws {

    private static final String ALGORITHM = "alg";

    private Jws() {}

    /** Makes the signature of the first two parts. */
    private interface Signer {
        byte[] sign(byte[] input) throws GeneralSecurityException;
    }

    /**
     * A signed JWT.
     *
     * @param algorithm one that keys of this kind can have
     * @param keyId {@code kid}, or null
     * @throws GeneralSecurityException if this JVM cannot sign with this key
     */
    static String sign(String algorithm, @Nullable String keyId, PrivateKey key, Map<String, Object> claims)
            throws GeneralSecurityException {
        return sign(header(algorithm, keyId), key, claims);
    }

    /**
     * The same with a header of the caller's.
     *
     * @param header names the algorithm, which keys of this kind can have
     * @throws GeneralSecurityException if this JVM cannot sign with this key
     */
    public static String sign(Map<String, Object> header, PrivateKey key, Map<String, Object> claims)
            throws GeneralSecurityException {
        return compact(header, claims, input -> {
            Signature signature = signature(String.valueOf(header.get(ALGORITHM)));
            signature.initSign(key);
            signature.update(input);
            return signature.sign();
        });
    }

    /** A JWT with the HMAC of a shared secret: {@code HS256}, {@code HS384} or {@code HS512}. */
    static String sign(String algorithm, String secret, Map<String, Object> claims) throws GeneralSecurityException {
        return compact(header(algorithm, null), claims, input -> {
            Mac mac = Mac.getInstance("HmacSHA" + bits(algorithm));
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), mac.getAlgorithm()));
            return mac.doFinal(input);
        });
    }

    private static Map<String, Object> header(String algorithm, @Nullable String keyId) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put(ALGORITHM, algorithm);
        header.put("typ", "JWT");
        if (keyId != null) {
            header.put("kid", keyId);
        }
        return header;
    }

    private static String compact(Map<String, Object> header, Map<String, Object> claims, Signer signer)
            throws GeneralSecurityException {
        String input = base64Url(OAuthJson.write(header)) + "." + base64Url(OAuthJson.write(claims));
        return input + "." + base64Url(signer.sign(input.getBytes(StandardCharsets.US_ASCII)));
    }

    private static Signature signature(String algorithm) throws GeneralSecurityException {
        return switch (algorithm.substring(0, 2)) {
            case "RS" -> Signature.getInstance("SHA" + bits(algorithm) + "withRSA");
            case "PS" -> pss(Integer.parseInt(bits(algorithm)));
            case "ES" -> Signature.getInstance("SHA" + bits(algorithm) + "withECDSAinP1363Format");
            default -> Signature.getInstance("Ed25519");
        };
    }

    /** RFC 7518 §3.5: the salt is as long as the hash. */
    private static Signature pss(int bits) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("RSASSA-PSS");
        String hash = "SHA-" + bits;
        signature.setParameter(new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), bits / 8, 1));
        return signature;
    }

    private static String bits(String algorithm) {
        return algorithm.substring(2);
    }

    private static String base64Url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
