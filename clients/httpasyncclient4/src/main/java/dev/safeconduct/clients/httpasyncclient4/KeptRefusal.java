package dev.safeconduct.clients.httpasyncclient4;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.apache.http.HttpResponse;
import org.apache.http.nio.ContentDecoder;
import org.jspecify.annotations.Nullable;

/** A response of which it is not known yet whether it is the program's: its body is kept meanwhile. */
final class KeptRefusal {

    private static final int MOST_READ = 64 * 1024;
    private static final int BLOCK = 4096;

    private final HttpResponse response;
    private final CompletableFuture<Boolean> again;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private volatile boolean hasContent;
    private volatile boolean isEnded;
    private volatile boolean keepsConnection;

    KeptRefusal(HttpResponse response, CompletableFuture<Boolean> again) {
        this.response = response;
        this.again = again;
    }

    HttpResponse response() {
        return response;
    }

    CompletableFuture<Boolean> leadsToResend() {
        return again;
    }

    /** Keeps what is there; false if that is too much. */
    boolean takes(ContentDecoder decoder) throws IOException {
        hasContent = true;
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        while (kept.size() < MOST_READ) {
            block.clear();
            if (decoder.read(block) <= 0) {
                return true;
            }
            kept.write(block.array(), 0, block.position());
        }
        return decoder.isCompleted();
    }

    void end(boolean connectionStays) {
        keepsConnection = connectionStays;
        isEnded = true;
    }

    /** Whether it is there to its end, and what becomes of it is known. */
    boolean isSettled() {
        return isEnded && again.isDone();
    }

    boolean keepsConnection() {
        return keepsConnection;
    }

    boolean hasContent() {
        return hasContent;
    }

    /**
     * What was kept, and then what comes.
     *
     * @param rest null if that was all
     */
    KeptContent content(@Nullable ContentDecoder rest) {
        return new KeptContent(ByteBuffer.wrap(kept.toByteArray()), rest);
    }
}
