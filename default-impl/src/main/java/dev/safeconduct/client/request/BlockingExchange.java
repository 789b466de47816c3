package dev.safeconduct.client.request;

import dev.safeconduct.client.oauth.Authorization;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The decisions on one request of the application, for an HTTP client that blocks: they are waited for on the request's
 * own thread, at most as long as its timeout. For one request, whose hops follow each other. An internal error, in what
 * makes a {@link Hop} as well, leaves the request as it is.
 *
 * <p>An interrupt ends a wait with {@link InterruptedIOException}, as it ends a read; the thread stays interrupted.
 */
public final class BlockingExchange {

    /** How the application ends a request while it waits. */
    @FunctionalInterface
    public interface Cancellation {

        /**
         * Looks whether the request goes on. Called on the request's thread, every 20 ms.
         *
         * @throws IOException as the client's own, if the application has canceled the request
         */
        void check() throws IOException;
    }

    /** How often that is looked: not every client reports it. */
    private static final long LOOK_MILLIS = 20;

    private static final CompletableFuture<Boolean> NO = CompletableFuture.completedFuture(false);

    private final NonBlockingExchange decisions;
    private final Cancellation cancellation;

    /** The next hop, if it has its authorization from before it was connected. */
    private @Nullable Hop prepared;

    private Authorization early = Authorization.none();
    private CompletableFuture<Boolean> again = NO;
    private boolean hasWaited;

    /**
     * Of a request that begins.
     *
     * @param authorizer decides
     * @param started where it began, as {@link Hop#started}
     * @param timeout its own timeout, which bounds what it waits for; zero or negative if it has none
     */
    public BlockingExchange(
            RequestAuthorizer authorizer, @Nullable Origin started, Duration timeout, Cancellation cancellation) {
        this.decisions = new NonBlockingExchange(authorizer, started, timeout);
        this.cancellation = cancellation;
    }

    /** Where the request began; null if the client does not tell. */
    public @Nullable Origin started() {
        return decisions.started();
    }

    /**
     * Waits for the authorization of a hop before that has a connection, which a server could close meanwhile and which
     * others may need. {@link #authorize} has it then, if the hop goes out as it is known now.
     *
     * @throws IOException if the wait has been ended
     */
    public void prepare(Supplier<Hop> hop) throws IOException {
        prepared = null;
        try {
            Hop next = hop.get();
            Destination destination = decisions.destination(next);
            if (destination != null) {
                early = await(decisions.authorize(destination, next), Authorization.none());
                prepared = next;
            }
        } catch (RuntimeException | LinkageError e) {
            prepared = null;
        }
    }

    /**
     * What a hop carries, which is about to be sent.
     *
     * @return {@link Authorization#none()} if it is to go out as it is
     * @throws IOException if the wait has been ended
     */
    public Authorization authorize(Supplier<Hop> hop) throws IOException {
        Hop known = prepared;
        prepared = null;
        again = NO;
        hasWaited = false;
        try {
            Hop next = hop.get();
            return next.equals(known) ? early : await(decisions.authorize(() -> next), Authorization.none());
        } catch (RuntimeException | LinkageError e) {
            return Authorization.none();
        }
    }

    /**
     * Has the response judged to the hop that was sent last; its body has not been read yet. Does not block.
     *
     * @param fields gives the values of a response's header field by its name
     * @param repeatable whether the client can send the hop's body once more
     */
    public void received(int status, Function<String, List<String>> fields, BooleanSupplier repeatable) {
        again = decisions.received(status, fields, repeatable);
    }

    /**
     * Whether the hop that was judged last is to be sent once more; waits until that is known.
     *
     * @return false if it was asked before, or nothing was judged
     * @throws IOException if the wait has been ended
     */
    public boolean leadsToResend() throws IOException {
        CompletableFuture<Boolean> decided = again;
        again = NO;
        return await(decided, false);
    }

    /** Whether there was a wait since the last hop was sent: a server may have closed idle connections meanwhile. */
    public boolean hasWaited() {
        return hasWaited;
    }

    /** It is bounded in time by itself. */
    private <T> T await(CompletableFuture<T> future, T otherwise) throws IOException {
        hasWaited |= !future.isDone();
        while (true) {
            try {
                return future.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                checkCanceled();
            } catch (InterruptedException e) {
                decisions.cancel();
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            } catch (ExecutionException | CancellationException e) {
                return otherwise;
            }
        }
    }

    private void checkCanceled() throws IOException {
        try {
            cancellation.check();
        } catch (IOException e) {
            decisions.cancel();
            throw e;
        }
    }

    /** A client may show it. */
    @Override
    public String toString() {
        return "safeconduct";
    }
}
