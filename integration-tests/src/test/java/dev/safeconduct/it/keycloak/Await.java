package dev.safeconduct.it.keycloak;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Waits for what nothing announces. */
final class Await {
    private Await() {}

    /** The first value that is there; a failure that names {@code what} if there is none within {@code limit}. */
    static <T> T value(String what, Duration limit, Supplier<Optional<T>> source) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            Optional<T> value = source.get();
            if (value.isPresent()) {
                return value.get();
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("no " + what + " within " + limit);
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
