package dev.safeconduct.client.internal.record;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * AES-256-GCM (NIST SP 800-38D). What is sealed begins with its nonce of 96 random bits, so that one key is good for 2³²
 * writes.
 */
final class AesGcm {

    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final String HMAC = "HmacSHA256";
    private static final SecureRandom RANDOM = new SecureRandom();

    private AesGcm() {}

    /**
     * Seals.
     *
     * @param key 32 bytes
     * @param bound what is authenticated and not part of the result
     */
    static byte[] seal(byte[] key, byte[] bound, byte[] content) {
        byte[] nonce = new byte[NONCE];
        RANDOM.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, key, bound, nonce).doFinal(content);
            return ByteBuffer.allocate(NONCE + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }

    /**
     * The content.
     *
     * @param from where in {@code sealed} the nonce begins
     * @return null if another key or something else was used to seal it, or if it has changed since
     */
    static byte @Nullable [] open(byte[] key, byte[] bound, byte[] sealed, int from) {
        int start = from + NONCE;
        if (sealed.length < start + TAG_BITS / Byte.SIZE) {
            return null; // JDK 17 throws what is not a checked exception
        }
        try {
            return cipher(Cipher.DECRYPT_MODE, key, bound, Arrays.copyOfRange(sealed, from, start))
                    .doFinal(sealed, start, sealed.length - start);
        } catch (AEADBadTagException e) {
            return null;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }

    /** HMAC with SHA-256, by which keys are derived (RFC 5869). */
    static byte[] hmac(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }

    private static Cipher cipher(int mode, byte[] key, byte[] bound, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(bound);
        return cipher;
    }
}
