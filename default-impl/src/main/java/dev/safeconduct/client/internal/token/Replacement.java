package dev.safeconduct.client.internal.token;

import dev.safeconduct.client.oauth.Authorization;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A token that was refused, while it is being replaced: it is not sent meanwhile, because every request would hold a
 * connection or a stream with a 401 until the new one is there.
 */
final class Replacement {

    private final Authorization refused;
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    Replacement(Authorization refused) {
        this.refused = refused;
    }

    boolean concerns(Authorization authorization) {
        return !refused.isNone() && refused.equals(authorization);
    }

    /** Completes when there is a new token, or it is known that it will not come. */
    CompletableFuture<Void> end() {
        return end.copy();
    }

    /** The same, on the calling thread. */
    void await(Duration limit) throws InterruptedException, TimeoutException {
        try {
            Void unused = end.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // it never fails
        }
    }

    void complete() {
        end.complete(null);
    }
}
