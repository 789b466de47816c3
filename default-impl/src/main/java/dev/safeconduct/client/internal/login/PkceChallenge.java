package dev.safeconduct.client.internal.login;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * Proof Key for Code Exchange (RFC 7636) with S256. {@link #toString} does not show the verifier.
 *
 * @param codeVerifier 43 characters from 32 random bytes
 * @param codeChallenge the SHA-256 of the verifier, in base64url
 */
record PkceChallenge(String codeVerifier, String codeChallenge) {

    private static final SecureRandom RANDOM = new SecureRandom();

    /** A new pair. */
    static PkceChallenge generate() {
        String verifier = randomText();
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return new PkceChallenge(verifier, base64Url(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }

    /** 32 random bytes as 43 characters: also what {@code state} is made of. */
    static String randomText() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return base64Url(bytes);
    }

    private static String base64Url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "PkceChallenge[***]";
    }
}
