package dev.safeconduct.store.file;

import java.lang.ref.Cleaner;
import java.nio.channels.FileChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a channel open until the process ends, even if the classes of this store are unloaded. The JDK closes channels that nothing
 * refers to any more; a static field does not outlive its class loader, and the close would take away the locks that
 * another copy of these classes (the agent's, another web application's) holds on the same file.
 *
 * <p>A thread of this store could refer to it, but before Java 24 it would keep the store's class loader too, by its access control
 * context. That of a {@link Cleaner} is made by the JDK with nothing of its creator, and runs as long as an action is
 * registered for an object that is still there.
 */
final class KeptOpen {

    private static final Object EVER_THERE = Object.class;

    private static @Nullable Cleaner cleaner;

    private KeptOpen() {}

    static synchronized void keep(FileChannel channel) {
        try {
            if (cleaner == null) {
                cleaner = Cleaner.create();
            }
            cleaner.register(EVER_THERE, holding(channel));
        } catch (OutOfMemoryError noThread) {
            // Then it stays open as long as our classes are there; the store works all the same.
        }
    }

    /** A task that refers to the channel and to classes of the JDK, but to none of this store; it never runs. */
    private static Runnable holding(FileChannel channel) {
        AtomicReference<@Nullable Runnable> task = new AtomicReference<>();
        var unused = CompletableFuture.completedFuture(channel).thenApplyAsync(Function.identity(), task::set);
        Runnable held = task.get();
        if (held == null) {
            throw new AssertionError("an executor was given no task");
        }
        return held;
    }
}
