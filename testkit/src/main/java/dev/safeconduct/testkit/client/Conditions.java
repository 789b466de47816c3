package dev.safeconduct.testkit.client;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what will come, with a bound. */
public final class Conditions {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Conditions() {}

    public static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + PATIENCE + ": " + what);
            }
            Thread.sleep(20);
        }
    }
}
