package dev.safeconduct.client.request;

import dev.safeconduct.client.oauth.Authorization;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The decisions on one request of the application, for an HTTP client whose threads may not wait: it goes on when a future
 * completes. For one request, whose hops follow each other, {@link #authorize} and {@link #received} in turns; they may be
 * on different threads. Nothing here blocks.
 *
 * <p>An internal error, in what makes a {@link Hop} as well, leaves the request as it is: no future fails. Each completes
 * at the latest a moment after the request's own timeout, and at once where nothing has to be waited for, so that the
 * client can go on in place; else on a thread that may run the application's code, and that may not be the client's own.
 */
public final class NonBlockingExchange {

    private static final CompletableFuture<Authorization> NOTHING =
            CompletableFuture.completedFuture(Authorization.none());

    private static final CompletableFuture<Boolean> NO = CompletableFuture.completedFuture(false);

    private final RequestAuthorizer authorizer;
    private final @Nullable Origin started;
    private final Duration timeout;

    /** Null until a hop goes to a configured server. */
    private volatile @Nullable RequestExchange decisions;

    private volatile @Nullable CompletableFuture<?> asked;

    /**
     * Of a request that begins.
     *
     * @param authorizer decides
     * @param started where it began, as {@link Hop#started}
     * @param timeout its own timeout, which bounds what it waits for; zero or negative if it has none
     */
    public NonBlockingExchange(RequestAuthorizer authorizer, @Nullable Origin started, Duration timeout) {
        this.authorizer = authorizer;
        this.started = started;
        this.timeout = timeout;
    }

    /** Where the request began; null if the client does not tell. */
    public @Nullable Origin started() {
        return started;
    }

    /**
     * Whether a hop goes to a configured server, or the request has been at one. Else nothing need be asked or kept of it.
     */
    public boolean concerns(Hop hop) {
        try {
            return decisions != null || destination(hop) != null;
        } catch (RuntimeException | LinkageError e) {
            return false;
        }
    }

    /**
     * What a hop carries.
     *
     * @return not null, never fails; {@link Authorization#none()} if it is to go out as it is. What an earlier hop was
     *     given must be taken off in any case
     */
    public CompletableFuture<Authorization> authorize(Supplier<Hop> hop) {
        Hop next;
        Destination destination;
        try {
            next = hop.get();
            destination = destination(next);
        } catch (RuntimeException | LinkageError e) {
            // It may go to any server: what the client makes of it is not worth a line.
            return NOTHING;
        }
        return authorize(destination, next);
    }

    /** The same for a hop whose {@link #destination} is known. */
    CompletableFuture<Authorization> authorize(@Nullable Destination destination, Hop next) {
        if (decisions == null && destination == null) {
            return NOTHING;
        }
        try {
            RequestExchange known = decisions;
            if (known == null) {
                known = Objects.requireNonNull(destination).begin(timeout);
                decisions = known;
            }
            return keep(known.before(destination, next), Authorization.none());
        } catch (RuntimeException | LinkageError e) {
            authorizer.failed(e);
            return NOTHING;
        }
    }

    /** The same for a hop that is being written: what is not ready is not waited for, and the hop goes out as it is. */
    public Authorization authorizeNow(Supplier<Hop> hop) {
        CompletableFuture<Authorization> decided = authorize(hop);
        if (!decided.isDone()) {
            cancel();
        }
        return decided.getNow(Authorization.none());
    }

    /** Where a hop goes; null if to no configured server. */
    @Nullable Destination destination(Hop hop) {
        Origin target = hop.target();
        return authorizer.destination(target.scheme(), target.host(), target.port(), hop.rawPath());
    }

    /**
     * Whether the hop that was asked about last is to be sent once more, by way of {@link #authorize}.
     *
     * @param fields gives the values of a response's header field by its name; not used after the return
     * @param repeatable whether the client can send the hop's body once more
     * @return not null, never fails; done at once, with false, where no token or challenge is concerned
     */
    public CompletableFuture<Boolean> received(
            int status, Function<String, List<String>> fields, BooleanSupplier repeatable) {
        RequestExchange known = decisions;
        if (known == null) {
            return NO;
        }
        try {
            return keep(known.after(status, fields, repeatable.getAsBoolean()), false);
        } catch (RuntimeException | LinkageError e) {
            authorizer.failed(e);
            return NO;
        }
    }

    /** Ends what is waited for; its future then says that nothing is to be done. For an application that ends its request. */
    public void cancel() {
        CompletableFuture<?> open = asked;
        if (open != null) {
            open.cancel(false);
        }
    }

    /** What is decided at once is not kept: there is nothing to cancel, and each request would pay for a write. */
    private <T> CompletableFuture<T> keep(CompletableFuture<T> decided, T otherwise) {
        if (decided.isDone() && !decided.isCompletedExceptionally()) {
            return decided;
        }
        asked = decided;
        return decided.exceptionally(e -> {
            if (!decided.isCancelled()) {
                authorizer.failed(e);
            }
            return otherwise;
        });
    }

    /** A client may show it. */
    @Override
    public String toString() {
        return "safeconduct";
    }
}
