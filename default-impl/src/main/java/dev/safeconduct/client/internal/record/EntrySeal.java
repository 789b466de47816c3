package dev.safeconduct.client.internal.record;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The format of an encrypted entry: {@code SCSEAL}, one byte 1, eight bytes id of the key, twelve bytes nonce, ciphertext
 * with tag (AES-256-GCM). All that is in front of the nonce is authenticated, and so is the entry's name: bytes that were
 * copied from another entry do not open.
 */
final class EntrySeal {

    private static final byte[] MAGIC = "SCSEAL".getBytes(StandardCharsets.US_ASCII);
    private static final byte FORMAT = 1;
    private static final int ID = MAGIC.length + 1;
    private static final int HEAD = ID + StoreKey.ID_BYTES;

    private EntrySeal() {}

    static byte[] seal(StoreKey key, String name, byte[] content) {
        byte[] head =
                ByteBuffer.allocate(HEAD).put(MAGIC).put(FORMAT).put(key.id()).array();
        byte[] sealed = key.seal(bound(head, name), content);
        return ByteBuffer.allocate(HEAD + sealed.length).put(head).put(sealed).array();
    }

    /** The content; null if it was not sealed by this key for this name, or has changed since. */
    static byte @Nullable [] open(StoreKey key, String name, byte[] sealed) {
        return sealed.length < HEAD ? null : key.open(bound(Arrays.copyOf(sealed, HEAD), name), sealed, HEAD);
    }

    private static byte[] bound(byte[] head, String name) {
        byte[] lasting = RecordNames.lasting(name).getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(head.length + lasting.length)
                .put(head)
                .put(lasting)
                .array();
    }

    /** Whether an entry is encrypted, in this format or a later one. */
    static boolean isSealed(byte[] content) {
        return content.length >= MAGIC.length && Arrays.equals(content, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    /** The id of the key that an encrypted entry needs; null if it is damaged or of a later format. */
    static byte @Nullable [] keyId(byte[] sealed) {
        return sealed.length < HEAD || sealed[MAGIC.length] != FORMAT ? null : Arrays.copyOfRange(sealed, ID, HEAD);
    }

    /** An id for messages. */
    static String shown(byte[] keyId) {
        return HexFormat.of().formatHex(keyId);
    }
}
