package dev.safeconduct.client.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WorkersTest {

    @ParameterizedTest
    @EnumSource
    void a_task_runs_on_the_calling_thread_where_no_worker_can_be_started(FailingThreads factory) {
        AtomicInteger runs = new AtomicInteger();
        try (Workers workers = new Workers(factory)) {
            workers.execute(() -> runs.incrementAndGet());
        }
        assertThat(runs).hasValue(1);
    }

    /** A pool may fail to start its next thread after it has handed the task over. */
    @Test
    void a_task_that_has_begun_does_not_run_again() {
        AtomicInteger runs = new AtomicInteger();
        Once once = new Once(runs::incrementAndGet);
        once.run();
        once.run();
        assertThat(runs).hasValue(1);
    }

    @Test
    void tasks_run_side_by_side() throws Exception {
        int count = 20;
        CountDownLatch all = new CountDownLatch(count);
        CompletableFuture<Void> done = new CompletableFuture<>();
        try (Workers workers = new Workers("test")) {
            for (int i = 0; i < count; i++) {
                workers.execute(() -> {
                    all.countDown();
                    done.join();
                });
            }
            assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
            done.complete(null);
        }
    }

    @Test
    void a_task_that_fails_does_not_fail_who_brings_it() {
        try (Workers workers = new Workers(FailingThreads.NONE)) {
            workers.execute(() -> {
                throw new IllegalStateException("closed");
            });
        }
    }

    @Test
    void a_close_ends_what_waits_and_later_tasks_run_on_the_calling_thread() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<String> outcome = new CompletableFuture<>();
        Workers workers = new Workers("test");
        workers.execute(() -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                outcome.complete("ended");
            }
        });
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

        workers.close();

        assertThat(outcome.get(10, TimeUnit.SECONDS)).isEqualTo("ended");
        CompletableFuture<Thread> later = new CompletableFuture<>();
        workers.execute(() -> later.complete(Thread.currentThread()));
        assertThat(later).isCompletedWithValue(Thread.currentThread());
    }
}
