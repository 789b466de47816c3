package dev.safeconduct.client.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SingleFlightTest {

    private final SingleFlight<String, String> flights = new SingleFlight<>();

    /** As by a class that is missing: who comes later must not wait for ever for what has failed. */
    @Test
    void an_error_ends_the_computation_too() {
        assertThat(flights.join("key", () -> {
                    throw new NoClassDefFoundError();
                }))
                .isCompletedExceptionally();
        assertThat(flights.join("key", () -> CompletableFuture.completedFuture("value")))
                .isCompletedWithValue("value");
    }
}
