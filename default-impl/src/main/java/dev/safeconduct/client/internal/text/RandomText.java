package dev.safeconduct.client.internal.text;

import java.security.SecureRandom;
import java.util.Base64;

/** Text that cannot be guessed: what a code verifier and a {@code state} are made of. Safe for all threads. */
public final class RandomText {

    private static final SecureRandom RANDOM = new SecureRandom();

    private RandomText() {}

    /** 32 random bytes as 43 characters of base64url. */
    public static String next() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
