package dev.safeconduct.store.file;

import java.nio.channels.FileChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a channel open until the process ends, even if our classes are unloaded. The JDK closes channels that nobody
 * refers to any more; a static field does not outlive its class loader, and the close would take away the locks that
 * another copy of our classes (the agent's, another web application's) holds on the same file.
 */
final class KeptOpen {

    /** Longer than any process, and far from the overflow of a time in nanoseconds. */
    private static final long DAYS = 36500;

    private KeptOpen() {}

    static void keep(FileChannel channel) {
        // The JDK's own timer refers to the channel from now on, and to nothing of ours. Its thread may be started by
        // this very call and must not inherit the application's class loader.
        Thread thread = Thread.currentThread();
        ClassLoader context = thread.getContextClassLoader();
        thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
        try {
            new CompletableFuture<FileChannel>().completeOnTimeout(channel, DAYS, TimeUnit.DAYS);
        } finally {
            thread.setContextClassLoader(context);
        }
    }
}
