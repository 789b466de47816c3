package dev.safeconduct.client.internal.record;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
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
    private static final byte[] PURPOSE = "safeconduct web login 1".getBytes(StandardCharsets.US_ASCII);

    private WebLoginSeal() {}

    /**
     * Seals.
     *
     * @param binding the cookie's value, 256 random bits as text
     */
    public static byte[] seal(byte[] content, String binding, Instant expiresAt) {
        byte[] head = ByteBuffer.allocate(HEAD)
                .put(FORMAT)
                .putLong(expiresAt.getEpochSecond())
                .array();
        byte[] sealed = AesGcm.seal(key(binding), head, content);
        return ByteBuffer.allocate(HEAD + sealed.length).put(head).put(sealed).array();
    }

    /** The content; null if it was sealed with another cookie, or changed since. */
    public static byte @Nullable [] open(byte[] sealed, String binding) {
        return sealed.length < HEAD || sealed[0] != FORMAT
                ? null
                : AesGcm.open(key(binding), Arrays.copyOf(sealed, HEAD), sealed, HEAD);
    }

    /** When the login is given up; long ago for what is not of this format. */
    public static Instant expiresAt(byte[] sealed) {
        return sealed.length < HEAD || sealed[0] != FORMAT
                ? Instant.EPOCH
                : Instant.ofEpochSecond(ByteBuffer.wrap(sealed).getLong(1));
    }

    /** RFC 5869 §2.2; the cookie's value is uniformly random, so that there is nothing to expand (§3.3). */
    private static byte[] key(String binding) {
        return AesGcm.hmac(PURPOSE, binding.getBytes(StandardCharsets.UTF_8));
    }
}
