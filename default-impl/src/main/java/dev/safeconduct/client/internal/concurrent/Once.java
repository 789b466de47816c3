package dev.safeconduct.client.internal.concurrent;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A task that runs once at most. An executor that fails to start a thread may have handed the task over already, so who
 * runs it instead cannot know whether it is to be run.
 */
final class Once implements Runnable {

    private final Runnable task;
    private final AtomicBoolean begun = new AtomicBoolean();

    Once(Runnable task) {
        this.task = task;
    }

    @Override
    public void run() {
        if (begun.compareAndSet(false, true)) {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                Threads.report(e);
            }
        }
    }
}
