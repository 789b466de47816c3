package dev.safeconduct.testkit;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Judges the DPoP proofs that one server gets, as strictly as RFC 9449 §4.3 has it. Knows ES256 alone. */
final class ProofJudge {
    private static final String FIELD = "DPoP";
    private static final String NONCE_FIELD = "DPoP-Nonce";
    private static final long TOLERANCE_SECONDS = 60;

    private final Supplier<Clock> clock;
    private final int status;
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private volatile @Nullable String nonce;
    private volatile @Nullable String nonceBefore;

    /** @param status of a refusal */
    ProofJudge(Supplier<Clock> clock, int status) {
        this.clock = clock;
        this.status = status;
    }

    /** From now on proofs need this nonce, or for a while the one before; null for none. */
    void demand(@Nullable String next) {
        nonceBefore = nonce;
        nonce = next;
    }

    /** The response with the nonce for the next request. */
    Reply withNonce(Reply reply) {
        String current = nonce;
        return current == null ? reply : reply.header(NONCE_FIELD, current);
    }

    /**
     * Judges the proof of a request.
     *
     * @param accessToken what goes with it; null at a token endpoint
     * @return the thumbprint of its key; null if the request has no proof
     * @throws Refusal if it is wrong
     */
    @Nullable String thumbprint(RecordedRequest request, String url, @Nullable String accessToken) {
        List<String> fields = request.headers(FIELD);
        if (fields.isEmpty()) {
            return null;
        }
        check(fields.size() == 1, "two proofs");
        String[] parts = fields.get(0).split("\\.", -1);
        check(parts.length == 3, "no JWT");
        Map<String, Object> header = json(parts[0]);
        Map<String, Object> claims = json(parts[1]);
        check("dpop+jwt".equals(header.get("typ")), "typ");
        check("ES256".equals(header.get("alg")), "alg");
        check(header.get("jwk") instanceof Map<?, ?> jwk && !jwk.containsKey("d"), "jwk");
        Map<?, ?> jwk = (Map<?, ?>) header.get("jwk");
        check(isSigned(parts[0] + "." + parts[1], parts[2], Objects.requireNonNull(jwk)), "signature");
        check(request.method().equals(claims.get("htm")), "htm");
        check(url.equals(claims.get("htu")), "htu " + claims.get("htu") + " is not " + url);
        check(isNow(claims.get("iat")), "iat");
        check(Objects.equals(accessToken == null ? null : hash(accessToken), claims.get("ath")), "ath");
        check(claims.get("jti") instanceof String id && seen.add(id), "jti");
        checkNonce(claims.get("nonce"));
        return hash("{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"" + jwk.get("x") + "\",\"y\":\"" + jwk.get("y") + "\"}");
    }

    private void checkNonce(@Nullable Object sent) {
        if (nonce != null && (sent == null || !(sent.equals(nonce) || sent.equals(nonceBefore)))) {
            throw new Refusal(status, "use_dpop_nonce", "a nonce is needed");
        }
    }

    private boolean isNow(@Nullable Object seconds) {
        long now = clock.get().instant().getEpochSecond();
        return seconds instanceof Number time && Math.abs(time.longValue() - now) <= TOLERANCE_SECONDS;
    }

    private void check(boolean condition, String what) {
        if (!condition) {
            throw new Refusal(status, "invalid_dpop_proof", what);
        }
    }

    private static boolean isSigned(String input, String signature, Map<?, ?> jwk) {
        try {
            Signature verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
            verifier.initVerify(key(jwk));
            verifier.update(input.getBytes(StandardCharsets.US_ASCII));
            return verifier.verify(bytes(signature));
        } catch (GeneralSecurityException | RuntimeException e) {
            return false;
        }
    }

    private static PublicKey key(Map<?, ?> jwk) throws GeneralSecurityException {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp256r1"));
        ECPoint point = new ECPoint(number(jwk.get("x")), number(jwk.get("y")));
        return KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(point, parameters.getParameterSpec(ECParameterSpec.class)));
    }

    private static BigInteger number(@Nullable Object text) {
        return new BigInteger(1, bytes(String.valueOf(text)));
    }

    private static byte[] bytes(String text) {
        return Base64.getUrlDecoder().decode(text);
    }

    private Map<String, Object> json(String part) {
        try {
            return Json.readObject(new String(bytes(part), StandardCharsets.UTF_8));
        } catch (RuntimeException e) {
            throw new Refusal(status, "invalid_dpop_proof", "no JSON");
        }
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
