package dev.safeconduct.client.internal.concurrent;

import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.LoggerFactory;

/**
 * Makes the threads of the client and of the agent: daemons of the root thread group that keep nothing of the code that
 * happened to need them first. They have the JVM's own class loader as their context loader, no inherited thread locals
 * and no inherited access control context, and they ignore interrupts until they are {@linkplain #release released}: an
 * interrupt would throw away the response to a token request, and with it a rotated refresh token.
 *
 * <p>Safe for all threads.
 */
public final class Threads implements ThreadFactory {

    /** From here on a thread inherits no access control context. */
    private static final int NO_ACCESS_CONTROL = 24;

    private final String name;
    private final AtomicInteger count = new AtomicInteger();
    private volatile boolean released;

    /**
     * Threads of one kind.
     *
     * @param kind what they do; becomes a part of their names
     */
    public Threads(String kind) {
        this.name = "safeconduct-" + kind + "-";
    }

    /** A task with a result, which may fail in one way. */
    @FunctionalInterface
    public interface Task<T, X extends Exception> {
        T call() throws X;
    }

    /**
     * Makes a thread, which is not started.
     *
     * @throws SecurityException if a security manager of the application is in the way
     */
    @Override
    public Thread newThread(Runnable task) {
        return Runtime.version().feature() < NO_ACCESS_CONTROL ? AccessContext.leave(() -> make(task)) : make(task);
    }

    @SuppressWarnings("ThreadPriorityCheck") // not that of the thread which happens to make it
    private Thread make(Runnable task) {
        Thread thread = new OwnThread(rootGroup(), task, name + count.incrementAndGet());
        thread.setDaemon(true);
        thread.setPriority(Thread.NORM_PRIORITY);
        thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
        // Not the application's handler, which may end the program.
        thread.setUncaughtExceptionHandler((dead, failure) -> report(failure));
        return thread;
    }

    private static ThreadGroup rootGroup() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        return group;
    }

    /** Runs a task on a thread made for it; on the calling thread if none can be started. */
    public static void start(ThreadFactory factory, Runnable task) {
        Once once = new Once(task);
        try {
            factory.newThread(once).start();
        } catch (RuntimeException | Error noThread) {
            once.run();
        }
    }

    /** From now on the threads obey interrupts, which is how an executor ends those that wait. */
    void release() {
        released = true;
    }

    /**
     * Runs a task where no interrupt ends it, and waits for it: on the calling thread if that is one of these, else on a
     * thread made for it. If none can be started, on the calling thread all the same. An interrupt of the caller is kept
     * for later.
     *
     * @return what the task returns
     * @throws X what the task throws
     */
    public static <T, X extends Exception> T uninterrupted(Task<T, X> task) throws X {
        if (Thread.currentThread() instanceof OwnThread) {
            return task.call();
        }
        FutureTask<T> future = new FutureTask<>(task::call);
        start(new Threads("call"), future);
        return await(future);
    }

    private static <T, X extends Exception> T await(FutureTask<T> future) throws X {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw Threads.<X>causeOf(e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    // A task throws X or what is unchecked.
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <X extends Exception> X causeOf(ExecutionException e) {
        Throwable cause = Objects.requireNonNull(e.getCause());
        if (cause instanceof Error error) {
            throw error;
        }
        if (cause instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        return (X) cause;
    }

    /** Interrupts a thread, also one that ignores interrupts. */
    static void interrupt(Thread thread) {
        if (thread instanceof OwnThread own) {
            own.interruptAnyway();
        } else {
            thread.interrupt();
        }
    }

    /** Says that a task failed whose result is not waited for. */
    static void report(Throwable failure) {
        LoggerFactory.getLogger("dev.safeconduct").warn("Internal error in a background task.", failure);
    }

    /** A thread that a thread group, or a program that ends all threads it can see, does not interrupt. */
    private final class OwnThread extends Thread {

        OwnThread(ThreadGroup group, Runnable task, String name) {
            super(group, task, name, 0, false);
        }

        @Override
        public void interrupt() {
            if (released) {
                super.interrupt();
            }
        }

        private void interruptAnyway() {
            super.interrupt();
        }
    }
}
