package dev.safeconduct.clients.okhttp;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import okhttp3.Call;

/** Waits on the thread of a call. */
final class CallWait {

    /** How often it is looked whether the call has been canceled: OkHttp 3 does not report it. */
    private static final long LOOK_MILLIS = 20;

    private CallWait() {}

    /**
     * Waits for a future that is bounded in time.
     *
     * @param otherwise where the future fails
     * @throws IOException as OkHttp's own, if the call is canceled or the thread interrupted meanwhile; the future is
     *     canceled then
     */
    static <T> T onCall(Call call, CompletableFuture<T> future, T otherwise) throws IOException {
        while (true) {
            try {
                return future.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (call.isCanceled()) {
                    future.cancel(false);
                    throw new IOException("Canceled");
                }
            } catch (InterruptedException e) {
                future.cancel(false);
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            } catch (ExecutionException | CancellationException e) {
                return otherwise;
            }
        }
    }
}
