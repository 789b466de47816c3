package dev.safeconduct.client.internal.record;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals what a web login stores, so that only the browser that began the login can use it: AES-256-GCM under a key that
 * is derived from the value of a cookie. A reader of the store sees when it expires, and nothing else.
 *
 * <p>Format: one byte 1, eight bytes seconds of expiry, twelve bytes nonce, ciphertext with tag. The first nine bytes are
 * authenticated.
 */
public final class WebLoginSeal {

    private static final byte FORMAT = 1;
    private static final int HEAD = 1 + Long.BYTES;
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final byte[] PURPOSE = "safeconduct web login 1".getBytes(StandardCharsets.US_ASCII);
    private static final SecureRandom RANDOM = new SecureRandom();

    private WebLoginSeal() {}

    /**
     * Seals.
     *
     * @param binding the cookie's value, 256 random bits as text
     */
    public static byte[] seal(byte[] content, String binding, Instant expiresAt) {
        byte[] nonce = new byte[NONCE];
        RANDOM.nextBytes(nonce);
        byte[] head = ByteBuffer.allocate(HEAD)
                .put(FORMAT)
                .putLong(expiresAt.getEpochSecond())
                .array();
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, binding, nonce, head).doFinal(content);
            return ByteBuffer.allocate(HEAD + NONCE + sealed.length)
                    .put(head)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }

    /** The content; null if it was sealed with another cookie, or changed since. */
    public static byte @Nullable [] open(byte[] sealed, String binding) {
        if (sealed.length < HEAD + NONCE || sealed[0] != FORMAT) {
            return null;
        }
        byte[] head = Arrays.copyOf(sealed, HEAD);
        byte[] nonce = Arrays.copyOfRange(sealed, HEAD, HEAD + NONCE);
        try {
            return cipher(Cipher.DECRYPT_MODE, binding, nonce, head)
                    .doFinal(sealed, HEAD + NONCE, sealed.length - HEAD - NONCE);
        } catch (AEADBadTagException e) {
            return null;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }

    /** When the login is given up; long ago for what is not of this format. */
    public static Instant expiresAt(byte[] sealed) {
        return sealed.length < HEAD || sealed[0] != FORMAT
                ? Instant.EPOCH
                : Instant.ofEpochSecond(ByteBuffer.wrap(sealed).getLong(1));
    }

    private static Cipher cipher(int mode, String binding, byte[] nonce, byte[] head) throws GeneralSecurityException {
        // RFC 5869 §2.2; the cookie's value is uniformly random, so that there is nothing to expand (§3.3).
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(PURPOSE, "HmacSHA256"));
        byte[] key = mac.doFinal(binding.getBytes(StandardCharsets.UTF_8));
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(head);
        return cipher;
    }
}
