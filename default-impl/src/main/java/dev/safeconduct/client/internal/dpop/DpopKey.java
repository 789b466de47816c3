package dev.safeconduct.client.internal.dpop;

import dev.safeconduct.client.internal.authentication.Jws;
import dev.safeconduct.client.internal.text.RandomText;
import dev.safeconduct.client.oauth.DpopProofs;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.time.Clock;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The key that the tokens of one login are bound to: a P-256 key, which signs by ES256. Immutable and safe for all threads;
 * {@link #toString} does not show the private part.
 */
public final class DpopKey {

    /** The algorithm of all proofs, which every server has to know that knows DPoP in practice (RFC 7518 §3.4). */
    public static final String ALGORITHM = "ES256";

    private static final String CURVE = "secp256r1";
    private static final int COORDINATE_BYTES = 32;
    private static final String PRIVATE = "d";

    /** In the order of their names, as a thumbprint needs them (RFC 7638 §3.3). */
    private final Map<String, Object> publicJwk;

    private final PrivateKey privateKey;

    /** The private part as it is stored. */
    private final String secret;

    private DpopKey(String x, String y, String secret, PrivateKey privateKey) {
        Map<String, Object> jwk = new LinkedHashMap<>();
        jwk.put("crv", "P-256");
        jwk.put("kty", "EC");
        jwk.put("x", x);
        jwk.put("y", y);
        this.publicJwk = jwk;
        this.secret = secret;
        this.privateKey = privateKey;
    }

    /**
     * A new key.
     *
     * @throws IllegalStateException if this Java runtime has no elliptic curves
     */
    public static DpopKey generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(CURVE));
            KeyPair pair = generator.generateKeyPair();
            ECPublicKey known = (ECPublicKey) pair.getPublic();
            ECPrivateKey secret = (ECPrivateKey) pair.getPrivate();
            return new DpopKey(
                    text(known.getW().getAffineX()), text(known.getW().getAffineY()), text(secret.getS()), secret);
        } catch (GeneralSecurityException e) {
            throw withoutCurve(e);
        }
    }

    /**
     * Reads what {@link #toJwk} has made.
     *
     * @throws IllegalArgumentException if it is not such a key; the message quotes nothing of it
     */
    public static DpopKey of(Map<?, ?> jwk) {
        if (!(jwk.get("x") instanceof String x)
                || !(jwk.get("y") instanceof String y)
                || !(jwk.get(PRIVATE) instanceof String secret)) {
            throw new IllegalArgumentException("The key lacks x, y or d.");
        }
        try {
            BigInteger number = new BigInteger(1, Base64.getUrlDecoder().decode(secret));
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(CURVE));
            ECPrivateKeySpec spec = new ECPrivateKeySpec(number, parameters.getParameterSpec(ECParameterSpec.class));
            return new DpopKey(x, y, secret, KeyFactory.getInstance("EC").generatePrivate(spec));
        } catch (NoSuchAlgorithmException e) {
            throw withoutCurve(e);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException("The key is damaged."); // what the JDK says may quote it
        }
    }

    private static IllegalStateException withoutCurve(GeneralSecurityException e) {
        return new IllegalStateException(
                "This Java runtime cannot sign with P-256, which DPoP needs: add the module jdk.crypto.ec.", e);
    }

    private static String text(BigInteger coordinate) {
        byte[] bytes = new byte[COORDINATE_BYTES];
        byte[] number = coordinate.toByteArray(); // a sign in front, and no leading zeros
        int length = Math.min(number.length, COORDINATE_BYTES);
        System.arraycopy(number, number.length - length, bytes, COORDINATE_BYTES - length, length);
        return encode(bytes);
    }

    /** The key as a JWK (RFC 7517, RFC 7518 §6.2) with its private part, to be stored. */
    public Map<String, Object> toJwk() {
        Map<String, Object> jwk = new LinkedHashMap<>(publicJwk);
        jwk.put(PRIVATE, secret);
        return jwk;
    }

    /** Its thumbprint by SHA-256 (RFC 7638), by which servers name it ({@code jkt}, RFC 9449 §6.1). */
    public String thumbprint() {
        String members = publicJwk.entrySet().stream()
                .map(member -> "\"" + member.getKey() + "\":\"" + member.getValue() + "\"")
                .collect(Collectors.joining(",", "{", "}")); // no value has a character to escape
        return encode(sha256(members.getBytes(StandardCharsets.US_ASCII)));
    }

    /** Makes proofs with this key. */
    public DpopProofs proofs(Clock clock) {
        return (method, target, nonce, accessToken) -> proof(method, target, nonce, accessToken, clock);
    }

    /** RFC 9449 §4.2. */
    private String proof(String method, URI target, @Nullable String nonce, @Nullable String accessToken, Clock clock) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("typ", "dpop+jwt");
        header.put("alg", ALGORITHM);
        header.put("jwk", publicJwk);
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("jti", RandomText.next());
        claims.put("htm", method);
        claims.put("htu", ProofTarget.text(target));
        claims.put("iat", clock.instant().getEpochSecond());
        if (accessToken != null) {
            claims.put("ath", encode(sha256(accessToken.getBytes(StandardCharsets.US_ASCII))));
        }
        if (nonce != null) {
            claims.put("nonce", nonce);
        }
        try {
            return Jws.sign(header, privateKey, claims);
        } catch (GeneralSecurityException e) {
            throw withoutCurve(e);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DpopKey that && publicJwk.equals(that.publicJwk) && secret.equals(that.secret);
    }

    @Override
    public int hashCode() {
        return publicJwk.hashCode();
    }

    @Override
    public String toString() {
        return "DpopKey[" + thumbprint() + "]";
    }
}
