package dev.safeconduct.agent.instrumentation;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Threads that carry a result from the token client to an HTTP client of the host. What follows may run the host's code,
 * which must not hold up the token client; so there are as many as are needed, and none when there is nothing to do.
 */
public final class Couriers implements Executor {

    private static final long IDLE_SECONDS = 5;

    private @Nullable ThreadPoolExecutor pool;
    private @Nullable ScheduledThreadPoolExecutor timer;

    /** Runs a task on a courier. */
    @Override
    public void execute(Runnable task) {
        pool().execute(task);
    }

    /**
     * Waits for a future, but not for ever, and goes on on a courier.
     *
     * @param then gets the value; null if there is none in time
     */
    public <T> void within(CompletableFuture<T> future, Duration limit, Consumer<@Nullable T> then) {
        CompletableFuture<@Nullable T> bounded = new CompletableFuture<>();
        // Not CompletableFuture.orTimeout: its thread would keep the context class loader of the host that came first.
        ScheduledFuture<?> alarm =
                timer().schedule(() -> bounded.complete(null), limit.toMillis(), TimeUnit.MILLISECONDS);
        var unused = future.whenComplete((value, failure) -> bounded.complete(failure == null ? value : null));
        var unusedToo = bounded.whenCompleteAsync(
                (value, failure) -> {
                    alarm.cancel(false);
                    then.accept(value);
                },
                this);
    }

    private synchronized ThreadPoolExecutor pool() {
        if (pool == null) {
            pool = new ThreadPoolExecutor(
                    0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), threads("courier"));
        }
        return pool;
    }

    private synchronized ScheduledThreadPoolExecutor timer() {
        if (timer == null) {
            timer = new ScheduledThreadPoolExecutor(1, threads("timer"));
            timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
            timer.allowCoreThreadTimeOut(true);
            timer.setRemoveOnCancelPolicy(true);
        }
        return timer;
    }

    /** Daemons that keep nothing of the thread that happened to start them. */
    private static ThreadFactory threads(String name) {
        return task -> {
            Thread thread = new Thread(null, task, "safeconduct-" + name, 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
            return thread;
        };
    }
}
