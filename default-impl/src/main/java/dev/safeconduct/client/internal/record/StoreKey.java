package dev.safeconduct.client.internal.record;

import dev.safeconduct.spi.TokenStoreException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A key of the store. Nothing is done with the key itself: for each use another one is derived from it (RFC 5869 §2.3), so
 * that what the store shows, its id and the index values, says nothing of what encrypts. {@link #toString} shows the id.
 */
final class StoreKey {

    static final int ID_BYTES = 8;
    private static final int BYTES = 32;
    private static final int HEX_DIGITS = 2 * BYTES;

    private final byte[] id;
    private final byte[] encryption;
    private final byte[] index;

    private StoreKey(byte[] key) {
        this.id = Arrays.copyOf(derived(key, "id"), ID_BYTES);
        this.encryption = derived(key, "encryption");
        this.index = derived(key, "index");
    }

    private static byte[] derived(byte[] key, String use) {
        return AesGcm.hmac(key, ("safeconduct store " + use + '\1').getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Reads a key as it is written in a configuration: 32 bytes in base64, in either alphabet, or 64 hexadecimal digits.
     *
     * @param setting where it is written, for the message
     * @throws TokenStoreException if it is not a key; the message does not repeat it
     */
    static StoreKey parse(String setting, String text) throws TokenStoreException {
        byte[] key = decode(text);
        if (key.length != BYTES) {
            throw new TokenStoreException(setting + " is not a key: it must be 32 bytes in base64, or 64 hexadecimal"
                    + " digits. The command line's store new-key makes one, as does: openssl rand -base64 32");
        }
        return new StoreKey(key);
    }

    private static byte[] decode(String text) {
        try {
            return text.length() == HEX_DIGITS
                    ? HexFormat.of().parseHex(text)
                    : Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    boolean hasId(byte @Nullable [] other) {
        return Arrays.equals(id, other);
    }

    byte[] id() {
        return id.clone();
    }

    byte[] seal(byte[] bound, byte[] content) {
        return AesGcm.seal(encryption, bound, content);
    }

    /** Null if it was sealed with another key or bound to something else, or has changed since. */
    byte @Nullable [] open(byte[] bound, byte[] sealed, int from) {
        return AesGcm.open(encryption, bound, sealed, from);
    }

    /** What stands in an index of the store for a value: equal for equal values, and telling nothing of them. */
    String indexValue(String value) {
        byte[] hash = AesGcm.hmac(index, value.getBytes(StandardCharsets.UTF_8));
        return "hmac:" + HexFormat.of().formatHex(hash);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(id);
    }
}
