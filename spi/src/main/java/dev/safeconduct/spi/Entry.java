package dev.safeconduct.spi;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link TokenStore} keeps under one name. Holds secrets: {@link #toString} shows sizes only.
 *
 * <p>The array is not copied: neither the store nor its caller changes it.
 *
 * @param bytes the content, 1 byte to 256 KiB
 * @param index the values under which {@link TokenStore#list} finds the entry, each at most {@value #MAX_INDEX_BYTES}
 *     bytes of UTF-8; may be empty
 * @param expiresAt from when on the entry is missing, for {@link TokenStore#read} as for {@link TokenStore#list}; when the
 *     store deletes it is its own affair. Null if never
 */
@SuppressWarnings("ArrayRecordComponent") // secrets are not copied about; they are never changed
public record Entry(byte[] bytes, Map<TokenStore.Index, String> index, @Nullable Instant expiresAt) {

    /** The longest index value, in bytes of UTF-8. */
    public static final int MAX_INDEX_BYTES = 2048;

    /** @throws IllegalArgumentException if an index value is too long; the message does not repeat it */
    public Entry {
        index = Map.copyOf(index);
        index.forEach((name, value) -> {
            int length = value.getBytes(StandardCharsets.UTF_8).length;
            if (length > MAX_INDEX_BYTES) {
                throw new IllegalArgumentException(
                        "The index value " + name + " has " + length + " bytes, more than " + MAX_INDEX_BYTES + ".");
            }
        });
    }

    /** An entry without index values that does not expire. */
    public static Entry of(byte[] bytes) {
        return new Entry(bytes, Map.of(), null);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Entry that
                && Arrays.equals(bytes, that.bytes)
                && index.equals(that.index)
                && Objects.equals(expiresAt, that.expiresAt);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "Entry[" + bytes.length + " bytes, expiresAt=" + expiresAt + "]";
    }
}
