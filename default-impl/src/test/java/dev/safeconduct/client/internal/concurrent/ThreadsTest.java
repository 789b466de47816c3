package dev.safeconduct.client.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ThreadsTest {

    private static final InheritableThreadLocal<String> INHERITABLE = new InheritableThreadLocal<>();

    /** What an application does that is the first to need a thread; loaded by a loader of its own. */
    public static final class Application implements ThreadFactory {
        @Override
        public Thread newThread(Runnable task) {
            return new Threads("test").newThread(task);
        }
    }

    @Test
    @SuppressWarnings("ThreadPriorityCheck") // an application's, which is not to be ours
    void t73_a_thread_belongs_to_the_root_group_and_the_system_loader() throws Exception {
        CompletableFuture<Thread> made = new CompletableFuture<>();
        CompletableFuture<String> inherited = new CompletableFuture<>();
        Thread host = new Thread(new ThreadGroup("application"), () -> {
            INHERITABLE.set("of the application");
            Thread own = new Threads("test").newThread(() -> inherited.complete("" + INHERITABLE.get()));
            made.complete(own);
            own.start();
        });
        host.setPriority(Thread.MIN_PRIORITY);
        host.setContextClassLoader(new URLClassLoader(new URL[0]));
        host.start();

        Thread own = made.get(10, TimeUnit.SECONDS);
        assertThat(inherited.get(10, TimeUnit.SECONDS)).isEqualTo("null");
        assertThat(own.isDaemon()).isTrue();
        assertThat(own.getPriority()).isEqualTo(Thread.NORM_PRIORITY);
        assertThat(own.getName()).isEqualTo("safeconduct-test-1");
        assertThat(own.getContextClassLoader()).isSameAs(ClassLoader.getSystemClassLoader());
        Thread notStarted = new Threads("test").newThread(() -> {});
        assertThat(notStarted.getThreadGroup().getParent()).isNull();
    }

    @Test
    void t73_a_thread_does_not_keep_the_loader_of_the_application_that_made_it() throws Exception {
        URLClassLoader loader = applicationLoader();
        Thread own = inApplication(loader);
        WeakReference<ClassLoader> application = new WeakReference<>(loader);
        loader.close();
        loader = null;

        for (int i = 0; i < 50 && application.get() != null; i++) {
            System.gc();
            Thread.onSpinWait();
        }
        assertThat(application.get()).isNull();
        assertThat(own.getState()).isEqualTo(Thread.State.NEW); // it is still there, and could keep it
    }

    /** Sees the application's one class itself, all else through its parent. */
    private static URLClassLoader applicationLoader() {
        URL classes = ThreadsTest.class.getProtectionDomain().getCodeSource().getLocation();
        return new URLClassLoader(new URL[] {classes}, ThreadsTest.class.getClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                synchronized (getClassLoadingLock(name)) {
                    Class<?> known = findLoadedClass(name);
                    return known != null
                            ? known
                            : name.equals(Application.class.getName())
                                    ? findClass(name)
                                    : super.loadClass(name, resolve);
                }
            }
        };
    }

    private static Thread inApplication(ClassLoader loader) throws Exception {
        Class<?> type = loader.loadClass(Application.class.getName());
        assertThat(type).isNotSameAs(Application.class);
        return ((ThreadFactory) type.getConstructor().newInstance()).newThread(() -> {});
    }

    @Test
    void t73_an_interrupt_does_not_end_what_a_thread_does() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        CompletableFuture<String> outcome = new CompletableFuture<>();
        Thread own = new Threads("test").newThread(() -> {
            begun.countDown();
            try {
                outcome.complete(answered.await(10, TimeUnit.SECONDS) ? "stored" : "no answer");
            } catch (InterruptedException e) {
                outcome.complete("thrown away");
            }
        });
        own.start();
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

        own.interrupt();
        answered.countDown();

        assertThat(outcome.get(10, TimeUnit.SECONDS)).isEqualTo("stored");
    }

    @Test
    void t73_a_caller_that_is_interrupted_gets_the_result_all_the_same() {
        Thread.currentThread().interrupt();

        String result = Threads.<String, RuntimeException>uninterrupted(() -> {
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            return "token";
        });

        assertThat(result).isEqualTo("token");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void what_a_task_throws_reaches_its_caller() {
        assertThatThrownBy(() -> Threads.<String, IOException>uninterrupted(() -> {
                    throw new IOException("refused");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("refused");
        assertThatThrownBy(() -> Threads.<String, RuntimeException>uninterrupted(() -> {
                    throw new IllegalStateException("closed");
                }))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_task_of_a_thread_that_cannot_be_started_runs_on_the_calling_one() {
        CompletableFuture<Thread> ran = new CompletableFuture<>();

        Threads.start(FailingThreads.OUT_OF_MEMORY, () -> ran.complete(Thread.currentThread()));

        assertThat(ran).isCompletedWithValue(Thread.currentThread());
    }

    @Test
    void a_deadline_ends_a_wait_that_no_interrupt_ends() throws Exception {
        CompletableFuture<Boolean> expired = new CompletableFuture<>();
        new Threads("test")
                .newThread(() -> {
                    try (Deadline deadline = new Deadline(Duration.ofMillis(10))) {
                        expired.complete(isInterrupted() && deadline.isExpired());
                    }
                })
                .start();

        assertThat(expired.get(10, TimeUnit.SECONDS)).isTrue();
    }

    private static boolean isInterrupted() {
        try {
            new CountDownLatch(1).await();
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }

    @Test
    void a_deadline_that_is_closed_in_time_interrupts_nothing() {
        try (Deadline deadline = new Deadline(Duration.ofHours(1))) {
            assertThat(deadline.isExpired()).isFalse();
        }
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
}
