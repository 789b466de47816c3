package dev.safeconduct.client.internal.concurrent;

import java.time.Duration;
import java.util.concurrent.Future;

/**
 * Interrupts the thread that made it when the time is over, for calls that wait without a limit of their own. The time
 * is that of this process: it does not go on while the process is stopped. Closed by the same thread, which is not
 * interrupted any more from then on.
 */
public final class Deadline implements AutoCloseable {

    private final Thread thread = Thread.currentThread();
    private final Future<?> alarm;
    private boolean closed;
    private boolean interrupted;

    /** Starts the time. */
    public Deadline(Duration limit) {
        alarm = Timer.shared().afterRunning(limit, this::expire);
    }

    private synchronized void expire() {
        if (!closed) {
            interrupted = true;
            Threads.interrupt(thread);
        }
    }

    /** Whether the time was over before this was closed. */
    public synchronized boolean isExpired() {
        return interrupted;
    }

    @Override
    public synchronized void close() {
        closed = true;
        boolean unused = alarm.cancel(false);
        if (interrupted) {
            boolean unusedToo = Thread.interrupted(); // it was meant for what is over now
        }
    }
}
