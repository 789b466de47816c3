package dev.safeconduct.store.file;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import org.jspecify.annotations.Nullable;

/**
 * File operations for threads that may be interrupted. The JDK closes a channel under an interrupted thread, so a token
 * just issued would be lost because the application canceled a request.
 */
final class Uninterrupted {

    /** Something that can be begun again when it was interrupted. */
    interface Action<T extends @Nullable Object> {
        T run() throws IOException, InterruptedException;
    }

    private Uninterrupted() {}

    /** Runs the action with the thread's interrupt flag down, again if interrupted, and puts the flag back. */
    static <T extends @Nullable Object> T run(Action<T> action) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return action.run();
                } catch (InterruptedException | ClosedByInterruptException e) {
                    // The one kind comes with the flag down, the other with the flag up.
                    Thread.interrupted();
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
