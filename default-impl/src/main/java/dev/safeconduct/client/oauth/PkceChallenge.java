package dev.safeconduct.client.oauth;

import dev.safeconduct.client.internal.text.RandomText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * Proof Key for Code Exchange (RFC 7636) with S256, the only method that there is here. Immutable. {@link #toString}
 * does not show the verifier.
 *
 * @param codeVerifier the secret: 43 to 128 characters (RFC 7636 §4.1). Keep it until the code is exchanged
 */
public record PkceChallenge(String codeVerifier) {

    /** The method of the challenge, as authorization requests name it (RFC 7636 §4.3). */
    public static final String S256 = "S256";

    /** @throws IllegalArgumentException if that is not a verifier; the message does not repeat it */
    public PkceChallenge {
        if (!codeVerifier.matches("[A-Za-z0-9._~-]{43,128}")) {
            throw new IllegalArgumentException(
                    "a code verifier has 43 to 128 letters, digits, - . _ ~ (RFC 7636 §4.1)");
        }
    }

    /** A new one, whose verifier is 43 characters made of 32 random bytes. */
    public static PkceChallenge generate() {
        return new PkceChallenge(RandomText.next());
    }

    /** The SHA-256 of the verifier in base64url (RFC 7636 §4.2): goes into the authorization request. */
    public String codeChallenge() {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(codeVerifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }

    /** Always {@link #S256}. */
    public String codeChallengeMethod() {
        return S256;
    }

    @Override
    public String toString() {
        return "PkceChallenge[***]";
    }
}
