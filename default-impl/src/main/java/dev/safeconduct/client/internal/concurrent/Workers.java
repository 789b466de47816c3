package dev.safeconduct.client.internal.concurrent;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * As many threads as there are tasks, so that none waits for another; none while idle. Never loses a task: if no thread
 * can be started (the process may have no more, or this is closed), the task runs on the calling thread.
 *
 * <p>Safe for all threads.
 */
public final class Workers implements Executor, AutoCloseable {

    private static final long IDLE_SECONDS = 5;

    private final ThreadFactory factory;
    private final ThreadPoolExecutor pool;

    /**
     * Starts no thread.
     *
     * @param kind what the threads do; becomes a part of their names
     */
    public Workers(String kind) {
        this(new Threads(kind));
    }

    /** @param factory may return null or throw anything, also in {@link Thread#start} */
    Workers(ThreadFactory factory) {
        this.factory = factory;
        this.pool = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), factory);
    }

    /**
     * Runs a task, once: on a worker, or before this returns if there cannot be one. What the task throws is logged, on
     * either thread.
     */
    @Override
    public void execute(Runnable task) {
        Once once = new Once(task);
        try {
            pool.execute(once);
        } catch (RuntimeException | Error noThread) {
            once.run();
        }
    }

    /** Interrupts what runs; a later task runs on the thread that brings it. Does not wait. */
    @Override
    public void close() {
        if (factory instanceof Threads threads) {
            threads.release();
        }
        var unused = pool.shutdownNow(); // a worker takes its task at once: none is left
    }
}
