package dev.safeconduct.clients.httpasyncclient4;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.http.nio.ContentDecoder;
import org.jspecify.annotations.Nullable;

/** A body whose beginning has been read already. */
final class KeptContent implements ContentDecoder {

    private final ByteBuffer kept;
    private final @Nullable ContentDecoder rest;

    KeptContent(ByteBuffer kept, @Nullable ContentDecoder rest) {
        this.kept = kept;
        this.rest = rest;
    }

    /** How much is left of what was kept. */
    int remaining() {
        return kept.remaining();
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
        if (!kept.hasRemaining()) {
            return rest == null ? -1 : rest.read(to);
        }
        int length = Math.min(kept.remaining(), to.remaining());
        ByteBuffer part = kept.slice();
        part.limit(length);
        to.put(part);
        kept.position(kept.position() + length);
        return length;
    }

    @Override
    public boolean isCompleted() {
        return !kept.hasRemaining() && (rest == null || rest.isCompleted());
    }
}
