package dev.safeconduct.agent.instrumentation;

import dev.safeconduct.client.internal.concurrent.Timer;
import dev.safeconduct.client.internal.concurrent.Workers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Threads that carry a result from the token client to an HTTP client of the host. What follows may run the host's code,
 * which must not hold up the token client; so there are as many as are needed, and none when there is nothing to do.
 */
public final class Couriers implements Executor {

    private final Workers workers = new Workers("courier");

    /** Runs a task on a courier; on the calling thread if the process can have no more threads. */
    @Override
    public void execute(Runnable task) {
        workers.execute(task);
    }

    /**
     * Waits for a future, but not for ever, and goes on on a courier.
     *
     * @param then gets the value; null if there is none in time
     */
    public <T> void within(CompletableFuture<T> future, Duration limit, Consumer<@Nullable T> then) {
        CompletableFuture<@Nullable T> bounded = new CompletableFuture<>();
        var unused = future.whenComplete((value, failure) -> bounded.complete(failure == null ? value : null));
        Future<?> alarm = Timer.shared().after(limit, () -> bounded.complete(null));
        var unusedToo = bounded.whenCompleteAsync(
                (value, failure) -> {
                    alarm.cancel(false);
                    then.accept(value);
                },
                this);
    }
}
