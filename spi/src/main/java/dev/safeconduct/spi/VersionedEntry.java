package dev.safeconduct.spi;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What {@link TokenStore#read} returns: the content and its version. Holds secrets: {@link #toString} shows the size
 * only.
 *
 * @param version opaque; differs whenever the content differs. What {@link TokenStore#replace} compares
 * @param bytes the content; not copied, not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // secrets are not copied about; they are never changed
public record VersionedEntry(String version, byte[] bytes) {

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof VersionedEntry that && version.equals(that.version) && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return version.hashCode();
    }

    @Override
    public String toString() {
        return "VersionedEntry[" + bytes.length + " bytes]";
    }
}
