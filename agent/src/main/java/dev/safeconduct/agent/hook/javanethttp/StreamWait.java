package dev.safeconduct.agent.hook.javanethttp;

import dev.safeconduct.client.internal.concurrent.Timer;
import dev.safeconduct.client.internal.concurrent.Workers;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * Sends a hop once there is a stream for it. Requests that waited for a token go out all at once, which the program has
 * not planned for: where its one HTTP/2 connection to a server allows fewer streams, the JDK fails the others at once,
 * before anything of them is sent (RFC 9113 §5.1.2). So those are tried again until a stream is free.
 */
final class StreamWait {

    /** The JDK's words for it, in 17 and 25; it has no type of its own. */
    private static final String NO_STREAM = "too many concurrent streams";

    private static final Duration PAUSE = Duration.ofMillis(10);

    /** About ten seconds. */
    private static final int MOST_ATTEMPTS = 1_000;

    private static final Workers WORKERS = new Workers("stream");

    private StreamWait() {}

    /**
     * Sends a hop.
     *
     * @param client runs a later attempt; never loses a task
     * @return the response, or the failure of the last attempt
     */
    static CompletableFuture<Object> responseAsync(Object exchange, Executor client) throws Throwable {
        return attempt(exchange, client, MOST_ATTEMPTS);
    }

    private static CompletableFuture<Object> attempt(Object exchange, Executor client, int left) throws Throwable {
        return NativeExchange.responseAsync(exchange)
                .exceptionallyCompose(failure -> left > 1 && isForWantOfAStream(failure)
                        ? later(exchange, client, left - 1)
                        : CompletableFuture.failedFuture(failure));
    }

    private static CompletableFuture<Object> later(Object exchange, Executor client, int left) {
        CompletableFuture<Object> response = new CompletableFuture<>();
        Runnable again = () -> {
            try {
                var unused = attempt(exchange, client, left).whenComplete((received, failure) -> {
                    if (failure != null) {
                        response.completeExceptionally(failure);
                    } else {
                        response.complete(received);
                    }
                });
            } catch (Throwable e) {
                response.completeExceptionally(e);
            }
        };
        var unused = Timer.shared().after(PAUSE, () -> WORKERS.execute(() -> client.execute(again)));
        return response;
    }

    private static boolean isForWantOfAStream(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof IOException && NO_STREAM.equals(cause.getMessage());
    }
}
