package dev.safeconduct.client.internal.concurrent;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Ends what takes too long, in place of {@link CompletableFuture#orTimeout} and its kin: their thread never ends and keeps
 * whatever application needed it first. This one's ends after a few idle seconds.
 *
 * <p>Safe for all threads; nothing here blocks.
 */
public final class Timer implements AutoCloseable {

    private static final long IDLE_SECONDS = 5;
    private static final int SLICES = 20;
    private static final Timer SHARED = new Timer(new Threads("timer"));

    private final ScheduledThreadPoolExecutor executor;

    /** @param factory may throw anything, also in {@link Thread#start} */
    Timer(ThreadFactory factory) {
        executor = new ScheduledThreadPoolExecutor(1, factory);
        executor.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        executor.setRemoveOnCancelPolicy(true);
    }

    /** The timer of this copy of the library, which is never closed. */
    public static Timer shared() {
        return SHARED;
    }

    /**
     * Runs a short task later. Never loses it: if there is no thread that could wait, it runs at once on the calling
     * thread, so that what it was to end does not last for ever.
     *
     * @param task must not block
     * @return cancels it
     */
    public Future<?> after(Duration delay, Runnable task) {
        Once once = new Once(task);
        try {
            return executor.schedule(once, TimeUnit.NANOSECONDS.convert(delay), TimeUnit.NANOSECONDS);
        } catch (RuntimeException | Error noThread) {
            once.run();
            return CompletableFuture.completedFuture(null);
        }
    }

    /**
     * The same by the time that this process runs. While it is stopped (SIGSTOP, a debugger, a machine asleep), what it
     * waits for arrives and lies in its socket: it is taken first, and not discarded because of the clock.
     */
    public Future<?> afterRunning(Duration delay, Runnable task) {
        Once once = new Once(task);
        long slice = Math.max(1, TimeUnit.NANOSECONDS.convert(delay) / SLICES);
        AtomicInteger left = new AtomicInteger(SLICES);
        try {
            // From the end of one to the next: a stop counts as one slice.
            return executor.scheduleWithFixedDelay(
                    () -> {
                        if (left.decrementAndGet() == 0) {
                            once.run();
                            throw new CancellationException(); // no further slices
                        }
                    },
                    slice,
                    slice,
                    TimeUnit.NANOSECONDS);
        } catch (RuntimeException | Error noThread) {
            once.run();
            return CompletableFuture.completedFuture(null);
        }
    }

    /**
     * Completes a future with a value if it is not complete in time.
     *
     * @return the future that was given
     */
    public <T extends @Nullable Object> CompletableFuture<T> complete(
            CompletableFuture<T> future, T value, Duration limit) {
        return limited(future, limit, () -> future.complete(value));
    }

    /**
     * Completes a future with a {@link TimeoutException} if it is not complete in time.
     *
     * @return the future that was given
     */
    public <T extends @Nullable Object> CompletableFuture<T> fail(CompletableFuture<T> future, Duration limit) {
        return limited(future, limit, () -> future.completeExceptionally(new TimeoutException()));
    }

    private <T extends @Nullable Object> CompletableFuture<T> limited(
            CompletableFuture<T> future, Duration limit, Runnable end) {
        if (!future.isDone()) {
            Future<?> alarm = after(limit, end);
            var unused = future.whenComplete((value, failure) -> alarm.cancel(false));
        }
        return future;
    }

    /** Ends it; what was to run later is dropped. */
    @Override
    public void close() {
        executor.shutdownNow();
    }
}
