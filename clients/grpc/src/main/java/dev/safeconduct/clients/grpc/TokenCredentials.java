package dev.safeconduct.clients.grpc;

import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.request.NonBlockingExchange;
import dev.safeconduct.client.request.Origin;
import io.grpc.CallCredentials;
import io.grpc.Metadata;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The token of a call that is sent once. gRPC asks when it has a connection, and again where it repeats a call by itself
 * (retries, hedging): each repetition has a proof of its own. It never fails a call: without a token the server has the
 * say.
 */
final class TokenCredentials extends CallCredentials {

    private final CallHop callHop;

    /** Whether the program has an authorization of its own. */
    private volatile boolean isOccupied;

    /** That of the call that was refused; null in the first. Of the first repetition only. */
    private @Nullable NonBlockingExchange refused;

    /** Of the repetition that began last; null before the first. */
    private volatile @Nullable NonBlockingExchange exchange;

    private volatile @Nullable Executor executor;

    /**
     * For a call that is about to be made.
     *
     * @param refused null if it is the first
     */
    TokenCredentials(CallHop callHop, @Nullable TokenCredentials refused) {
        this.callHop = callHop;
        this.refused = refused == null ? null : refused.exchange;
    }

    /** What the call has as the program made it. */
    void startsWith(Metadata headers) {
        isOccupied = MetadataFields.areOccupied(headers);
    }

    @Override
    public void applyRequestMetadata(RequestInfo sent, Executor ofCall, MetadataApplier applier) {
        executor = ofCall;
        Origin target = callHop.target(sent);
        if (target == null) {
            applier.apply(new Metadata());
            return;
        }
        NonBlockingExchange deciding = next(target);
        exchange = deciding;
        CompletableFuture<Authorization> decided = deciding.authorize(() -> callHop.hop(target, sent, isOccupied));
        if (decided.isDone()) {
            applier.apply(metadata(decided.join()));
        } else {
            var unused = decided.thenAccept(token -> handBack(() -> applier.apply(metadata(token))));
        }
    }

    private synchronized NonBlockingExchange next(Origin target) {
        NonBlockingExchange known = refused;
        refused = null;
        return known != null ? known : callHop.begin(target);
    }

    private static Metadata metadata(Authorization authorization) {
        Metadata metadata = new Metadata();
        authorization.writeTo((name, value) -> metadata.put(MetadataFields.key(name), value));
        return metadata;
    }

    /** Goes on with the call on a thread of its own. */
    void handBack(Runnable step) {
        Executor known = executor;
        try {
            if (known != null) {
                known.execute(step);
                return;
            }
        } catch (RejectedExecutionException e) {
            // It has ended, and the call has to.
        }
        step.run();
    }

    /** Whether the call is to be sent once more, as {@link NonBlockingExchange#received}. */
    CompletableFuture<Boolean> received(int status, Function<String, List<String>> fields, boolean isRepeatable) {
        NonBlockingExchange last = exchange;
        return last == null
                ? CompletableFuture.completedFuture(false)
                : last.received(status, fields, () -> isRepeatable);
    }

    /** Ends a wait. */
    void cancel() {
        NonBlockingExchange last = exchange;
        if (last != null) {
            last.cancel();
        }
    }

    @Override
    public void thisUsesUnstableApi() {
        // It has been as it is since before 1.40.
    }

    /** gRPC shows it with a call's options. */
    @Override
    public String toString() {
        return "safeconduct";
    }
}
