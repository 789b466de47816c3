package dev.safeconduct.agent.hook.httpurlconnection;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Waits on the application's own thread. */
final class Waiting {

    private Waiting() {}

    /**
     * Waits for a future that is bounded in time. An interrupt that came before is not this request's: the JDK's own
     * reads do not look at it either. One that comes meanwhile ends the wait. The flag stays set in either case.
     *
     * @return null if the wait was ended by an interrupt or a disconnect, or the future failed
     */
    static <T> @Nullable T uninterrupted(CompletableFuture<T> future, ConnectionState state) {
        boolean interrupted = Thread.interrupted();
        state.waitsFor(future);
        try {
            return future.get();
        } catch (InterruptedException e) {
            interrupted = true;
            future.cancel(false);
            return null;
        } catch (ExecutionException | CancellationException e) {
            return null;
        } finally {
            state.waitsFor(null);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
