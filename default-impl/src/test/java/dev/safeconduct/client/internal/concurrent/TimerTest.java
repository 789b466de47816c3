package dev.safeconduct.client.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class TimerTest {

    private static final Duration LONG = Duration.ofDays(400_000);

    private final Timer timer = Timer.shared();

    @Test
    void a_future_that_takes_too_long_gets_the_value() throws Exception {
        CompletableFuture<String> future = timer.complete(new CompletableFuture<>(), "none", Duration.ofMillis(5));
        assertThat(future.get(10, TimeUnit.SECONDS)).isEqualTo("none");
    }

    @Test
    void a_future_that_takes_too_long_fails() {
        CompletableFuture<String> future = timer.fail(new CompletableFuture<>(), Duration.ofMillis(5));
        assertThatThrownBy(() -> future.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(TimeoutException.class);
    }

    @Test
    void a_future_that_completes_in_time_keeps_its_value() {
        CompletableFuture<String> future = timer.complete(new CompletableFuture<>(), "none", LONG);
        future.complete("token");
        assertThat(future).isCompletedWithValue("token");
    }

    @Test
    void a_wait_of_any_length_is_taken() {
        CompletableFuture<String> future =
                timer.complete(new CompletableFuture<>(), "none", Duration.ofSeconds(Long.MAX_VALUE));
        assertThat(future).isNotDone();
        future.complete("token");
    }

    @Test
    void a_wait_ends_at_once_where_no_thread_can_be_started() {
        try (Timer none = new Timer(FailingThreads.OUT_OF_MEMORY)) {
            assertThat(none.complete(new CompletableFuture<>(), "none", LONG)).isCompletedWithValue("none");
        }
    }
}
