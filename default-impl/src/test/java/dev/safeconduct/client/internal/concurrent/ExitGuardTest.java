package dev.safeconduct.client.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.spi.TransientException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class ExitGuardTest {

    private final ExitGuard guard = new ExitGuard(() -> {});

    @Test
    void an_exit_does_not_wait_when_nothing_is_under_way() throws Exception {
        guard.hold().close();
        guard.await();
        guard.close();
    }

    @Test
    void an_exit_waits_for_a_refresh_under_way() throws Exception {
        AtomicBoolean stored = new AtomicBoolean();
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Void> refresh = CompletableFuture.runAsync(() -> {
            try (ExitGuard.Hold hold = guard.hold()) {
                begun.countDown();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
                stored.set(hold != null);
            } catch (TransientException e) {
                throw new CompletionException(e);
            }
        });

        assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
        guard.await();

        assertThat(stored).isTrue();
        refresh.get(5, TimeUnit.SECONDS);
        guard.close();
    }

    @Test
    void nothing_is_begun_once_the_exit_has() {
        guard.close();
        assertThatThrownBy(guard::hold).isInstanceOf(TransientException.class);
    }
}
