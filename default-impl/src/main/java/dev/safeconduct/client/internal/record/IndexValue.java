package dev.safeconduct.client.internal.record;

import dev.safeconduct.spi.Entry;
import java.nio.charset.StandardCharsets;

/** What stands in an index for a text of any length: a store takes {@value Entry#MAX_INDEX_BYTES} bytes. */
final class IndexValue {

    private IndexValue() {}

    /** The text itself, or a hash of one that is too long. */
    static String of(String text) {
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        return length <= Entry.MAX_INDEX_BYTES ? text : "sha256:" + RecordNames.hash(text);
    }
}
