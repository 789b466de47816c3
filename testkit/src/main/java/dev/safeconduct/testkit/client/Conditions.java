package dev.safeconduct.testkit.client;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what will come, with a bound. */
public final class Conditions {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Conditions() {}

    /** Waits for it, for half a minute. */
    public static void await(String what, BooleanSupplier condition) throws InterruptedException {
        await(what, PATIENCE, condition);
    }

    /** Waits for it, and fails if it takes longer. */
    public static void await(String what, Duration patience, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + patience + ": " + what);
            }
            Thread.sleep(20);
        }
    }
}
