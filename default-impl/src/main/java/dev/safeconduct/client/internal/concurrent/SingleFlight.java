package dev.safeconduct.client.internal.concurrent;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One computation per key at a time: who comes while it is under way gets its result. Safe for all threads. */
public final class SingleFlight<K, V extends @Nullable Object> {

    private final ConcurrentMap<K, CompletableFuture<V>> underWay = new ConcurrentHashMap<>();

    /**
     * Joins the computation for the key, or starts it.
     *
     * @param start begins the computation and returns at once; its future may be completed by any thread
     * @return a future of the caller's own: to cancel it does not disturb the others
     */
    public CompletableFuture<V> join(K key, Supplier<CompletableFuture<V>> start) {
        return shared(key, start).copy();
    }

    /**
     * The same for a caller that only waits. Thousands of threads that wait for one future go on in a fifth of the time
     * that as many take which each have one that depends on it.
     *
     * @return the one future of all, which is not to be completed or canceled
     */
    public CompletableFuture<V> shared(K key, Supplier<CompletableFuture<V>> start) {
        CompletableFuture<V> mine = new CompletableFuture<>();
        CompletableFuture<V> leader = underWay.putIfAbsent(key, mine);
        if (leader != null) {
            return leader;
        }
        CompletableFuture<V> work;
        try {
            work = start.get();
        } catch (RuntimeException | Error e) {
            work = CompletableFuture.failedFuture(e);
        }
        var unused = work.whenComplete((value, failure) -> {
            underWay.remove(key, mine);
            if (failure == null) {
                mine.complete(value);
            } else {
                mine.completeExceptionally(failure);
            }
        });
        return mine;
    }
}
