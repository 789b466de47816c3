package dev.safeconduct.agent.cli;

import dev.safeconduct.client.internal.concurrent.Threads;

/** Something to be done if the person stops the program (Ctrl-C) before it is through. */
final class ShutdownHook {

    private final Thread thread;
    private volatile boolean run;

    private ShutdownHook(Runnable task) {
        this.thread = new Threads("interrupted").newThread(() -> {
            run = true;
            task.run();
        });
    }

    static ShutdownHook of(Runnable task) {
        ShutdownHook hook = new ShutdownHook(task);
        Runtime.getRuntime().addShutdownHook(hook.thread);
        return hook;
    }

    /** Whether it has begun its work: what fails now fails because of that. */
    boolean hasRun() {
        return run;
    }

    /** Leaves the last word to the hook: the JVM is going down, with the exit code of the signal. */
    static void awaitEnd() throws InterruptedException {
        Thread.currentThread().join();
    }

    /** Takes it back: the program is through. */
    void remove() {
        try {
            Runtime.getRuntime().removeShutdownHook(thread);
        } catch (IllegalStateException e) {
            // The JVM is going down already, and the hook does its work.
        }
    }
}
