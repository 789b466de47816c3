package dev.safeconduct.client.internal.concurrent;

import dev.safeconduct.spi.TransientException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a program that ends from losing a login: while a token request is under way, the authorization server may
 * already have taken back the old refresh token, so the exit waits a little for the new one to be stored. Safe for all
 * threads.
 */
public final class ExitGuard implements AutoCloseable {

    /** How long an exit is held up at most. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int ALL = 1 << 20;

    private final Runnable last;
    private final Semaphore holds = new Semaphore(ALL);
    private volatile boolean over;
    private @Nullable Thread hook;

    /** @param last what an exit does when nothing is under way any more; bounded in time */
    public ExitGuard(Runnable last) {
        this.last = last;
    }

    /** While this is open, an exit waits. */
    public interface Hold extends AutoCloseable {
        @Override
        void close();
    }

    /** The program is ending, so nothing is begun any more: not a failure. */
    public static final class EndingException extends TransientException {
        private static final long serialVersionUID = 1L;

        private EndingException() {
            super("The program is ending, so no token is requested.", null);
        }
    }

    /**
     * Keeps an exit waiting, for a while, until it is closed.
     *
     * @throws TransientException if the exit does not wait any more: nothing must be begun that could be cut off
     */
    public Hold hold() throws TransientException {
        holds.acquireUninterruptibly();
        if (over || !isInstalled()) {
            holds.release();
            throw new EndingException();
        }
        return holds::release;
    }

    /** The hook costs a thread object, so it comes with the first token request. */
    private synchronized boolean isInstalled() {
        if (hook == null) {
            Thread waiting = new Threads("exit").newThread(this::exit);
            try {
                Runtime.getRuntime().addShutdownHook(waiting);
                hook = waiting;
            } catch (IllegalStateException exitHasBegun) {
                return false;
            }
        }
        return true;
    }

    private void exit() {
        over = true;
        await();
        last.run();
    }

    /**
     * Waits until no refresh is under way, or the patience is over; an interrupt must not lose a login.
     *
     * @return false if the patience is over
     */
    boolean await() {
        if (holds.tryAcquire(ALL) || Threads.uninterrupted(this::isOverInTime)) {
            holds.release(ALL);
            return true;
        }
        return false;
    }

    private boolean isOverInTime() {
        try {
            return holds.tryAcquire(ALL, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Waits as an exit does, and takes the hook away again. */
    @Override
    public synchronized void close() {
        over = true;
        await();
        if (hook != null) {
            try {
                boolean removed = Runtime.getRuntime().removeShutdownHook(hook);
                assert removed;
            } catch (IllegalStateException exitHasBegun) {
                // it is running, or has run
            }
            hook = null;
        }
    }
}
