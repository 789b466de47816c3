package dev.safeconduct.client.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.spi.TransientException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class ExitGuardTest {

    private final ExitGuard guard = new ExitGuard(() -> {});

    @Test
    void an_exit_does_not_wait_when_nothing_is_under_way() throws Exception {
        guard.hold().close();
        assertThat(guard.await()).as("all is over, not only the patience").isTrue();
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
    void t73_an_exit_waits_for_a_token_request_though_its_thread_is_interrupted() throws Exception {
        assertThat(isStoredAfterWaitOf(waiting -> new Threads("exit").newThread(waiting)))
                .as("the hook")
                .isTrue();
    }

    @Test
    void t73_a_program_that_closes_waits_for_a_token_request_though_its_thread_is_interrupted() throws Exception {
        assertThat(isStoredAfterWaitOf(Thread::new))
                .as("a thread of the program")
                .isTrue();
    }

    /** Interrupts a thread of this kind that waits for a token request, and then completes the request. */
    private boolean isStoredAfterWaitOf(ThreadFactory kind) throws Exception {
        AtomicBoolean stored = new AtomicBoolean();
        CompletableFuture<Boolean> storedAfterWait = new CompletableFuture<>();
        Thread waiting = kind.newThread(() -> {
            guard.await();
            storedAfterWait.complete(stored.get());
        });
        try (ExitGuard.Hold hold = guard.hold()) {
            waiting.start();
            awaitWaiting(waiting);
            waiting.interrupt();
            awaitWaiting(waiting); // or its end, if the interrupt ended the wait
            stored.set(hold != null && !storedAfterWait.isDone());
        }
        boolean result = storedAfterWait.get(10, TimeUnit.SECONDS);
        guard.close();
        return result;
    }

    /** Until it is blocked with no interrupt to be looked at, or has ended. */
    private static void awaitWaiting(Thread thread) {
        while (thread.isAlive() && (thread.isInterrupted() || !isBlocked(thread))) {
            Thread.onSpinWait();
        }
    }

    private static boolean isBlocked(Thread thread) {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
    }

    @Test
    void nothing_is_begun_once_the_exit_has() {
        guard.close();
        assertThatThrownBy(guard::hold).isInstanceOf(TransientException.class);
    }
}
