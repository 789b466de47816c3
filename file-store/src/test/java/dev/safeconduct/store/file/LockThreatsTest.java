package dev.safeconduct.store.file;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStore.Index;
import dev.safeconduct.spi.TokenStore.Lease;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.spi.TokenStoreProvider;
import dev.safeconduct.testkit.MapProviderConfig;
import dev.safeconduct.testkit.StoreProcess;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The traps of POSIX locks and of channels; the number is the row in the list of threats. */
@Timeout(30)
class LockThreatsTest {

    private static final byte[] A = {'a'};

    @TempDir
    private Path temp;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private MapProviderConfig config;
    private TokenStore store;
    private StoreProcess elsewhere;

    @BeforeEach
    void open() throws Exception {
        config = MapProviderConfig.of(
                Map.of("safeconduct.store.file.dir", temp.resolve("tokens").toString()));
        store = new FileTokenStoreProvider().create(config);
        elsewhere = StoreProcess.start("file", config);
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        elsewhere.close();
        threads.shutdownNow();
        assertThat(threads.awaitTermination(20, SECONDS)).isTrue();
    }

    /** Loads the file store once more, as the agent and a second web application do. */
    private static final class Copy extends URLClassLoader {

        Copy() {
            super(
                    new URL[] {
                        FileTokenStoreProvider.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                    },
                    Copy.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("dev.safeconduct.store.file.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
        }

        TokenStore open(MapProviderConfig config) throws Exception {
            Class<?> provider = loadClass(FileTokenStoreProvider.class.getName());
            assertThat(provider).isNotSameAs(FileTokenStoreProvider.class);
            return ((TokenStoreProvider) provider.getConstructor().newInstance()).create(config);
        }
    }

    @Test
    void t63_two_copies_of_our_classes_and_two_processes_exclude() throws Exception {
        try (Copy copy = new Copy();
                TokenStore other = copy.open(config)) {
            try (Lease lease = store.lease("a", Duration.ZERO)) {
                assertThat(lease).isNotNull();
                assertThat(other.lease("a", Duration.ofMillis(50))).isNull();
                assertThat(elsewhere.lease("a")).isFalse();
                assertThat(lease.outlives(Duration.ofSeconds(1))).isTrue();
            }
            try (Lease lease = other.lease("a", Duration.ZERO)) {
                assertThat(lease).isNotNull();
                assertThat(store.lease("a", Duration.ofMillis(50))).isNull();
                assertThat(elsewhere.lease("a")).isFalse();
            }
            assertThat(elsewhere.lease("a")).isTrue();
            assertThat(store.lease("a", Duration.ofMillis(50))).isNull();
            assertThat(other.lease("a", Duration.ofMillis(50))).isNull();
            elsewhere.release("a");
            store.lease("a", Duration.ZERO).close();
        }
    }

    @Test
    void who_waits_for_an_entry_too_long_is_told_the_lock_file() throws Exception {
        StoreDirectory directory = new StoreDirectory(temp);
        WriteLocks locks = new WriteLocks(directory, Duration.ofMillis(50));
        boolean done = locks.under("logins/a", () -> {
            assertThatThrownBy(() -> locks.under("logins/a", () -> true))
                    .isInstanceOf(TokenStoreException.class)
                    .hasMessageContaining(directory.root().resolve(".lock").toString());
            return true;
        });
        assertThat(done).isTrue();
    }

    @Test
    void t63_a_copy_that_is_dropped_takes_no_locks_away() throws Exception {
        WeakReference<Copy> dropped = useAndDropACopy();
        try (Lease lease = store.lease("a", Duration.ZERO)) {
            assertThat(lease).isNotNull();
            long start = System.nanoTime();
            while (dropped.get() != null) {
                assertThat(System.nanoTime() - start)
                        .as("the class loader can be unloaded")
                        .isLessThan(SECONDS.toNanos(20));
                System.gc();
                MILLISECONDS.sleep(10);
            }
            // The JDK closes forgotten channels some time after.
            for (int i = 0; i < 10; i++) {
                System.gc();
                MILLISECONDS.sleep(20);
                assertThat(elsewhere.lease("a")).as("the lease holds").isFalse();
            }
            assertThat(lease.outlives(Duration.ofSeconds(1))).isTrue();
        }
        assertThat(elsewhere.lease("a")).isTrue();
    }

    private WeakReference<Copy> useAndDropACopy() throws Exception {
        try (Copy copy = new Copy();
                TokenStore other = copy.open(config);
                Lease lease = other.lease("a", Duration.ZERO)) {
            assertThat(lease).isNotNull();
            assertThat(other.replace("b", null, Entry.of(A))).isTrue();
            return new WeakReference<>(copy);
        }
    }

    @Test
    void t63_a_store_that_is_closed_takes_no_locks_away() throws Exception {
        TokenStore other = new FileTokenStoreProvider().create(config);
        Lease ofOther = other.lease("b", Duration.ZERO);
        try (Lease lease = store.lease("a", Duration.ZERO)) {
            other.close();
            assertThat(ofOther.outlives(Duration.ZERO)).isFalse();
            assertThat(lease.outlives(Duration.ofSeconds(1))).isTrue();
            assertThat(elsewhere.lease("a")).isFalse();
            assertThat(elsewhere.lease("b")).isTrue();
        }
    }

    @Test
    void t64_an_interrupted_thread_still_reads_and_writes() throws Exception {
        try (Lease lease = store.lease("other", Duration.ZERO)) {
            boolean flag = threads.submit(() -> {
                        Thread.currentThread().interrupt();
                        assertThat(store.replace("a", null, Entry.of(A))).isTrue();
                        assertThat(store.read("a").bytes()).isEqualTo(A);
                        assertThat(store.list(Index.USER, "a")).containsExactly("a");
                        store.lease("a", Duration.ZERO).close();
                        assertThat(store.remove("a", store.read("a").version())).isTrue();
                        return Thread.currentThread().isInterrupted();
                    })
                    .get(20, SECONDS);
            assertThat(flag).as("the flag is put back").isTrue();
            assertThat(lease.outlives(Duration.ofSeconds(1))).isTrue();
            assertThat(elsewhere.lease("other")).isFalse();
        }
    }

    @Test
    void t64_a_storm_of_interrupts_loses_no_write_and_no_lease() throws Exception {
        AtomicInteger written = new AtomicInteger();
        CountDownLatch started = new CountDownLatch(1);
        try (Lease lease = store.lease("other", Duration.ZERO)) {
            Thread[] target = new Thread[1];
            Future<?> worker = threads.submit(() -> {
                target[0] = Thread.currentThread();
                started.countDown();
                for (int i = 0; i < 60; i++) {
                    assertThat(WriterProcess.write(store, "a", 1_000 + i, (byte) 'a'))
                            .isTrue();
                    written.incrementAndGet();
                    try {
                        assertThat(store.lease("other", Duration.ofMillis(1))).isNull();
                        store.lease("a", Duration.ofMillis(1)).close();
                    } catch (InterruptedException e) {
                        // That is what the storm is for.
                    }
                }
                return true;
            });
            started.await();
            Random random = new Random(64);
            while (!worker.isDone()) {
                target[0].interrupt();
                LockSupport.parkNanos(random.nextInt(4_000_000));
            }
            worker.get(20, SECONDS);
            assertThat(written).hasValue(60);
            assertThat(lease.outlives(Duration.ofSeconds(1))).isTrue();
            assertThat(elsewhere.lease("other")).isFalse();
        }
        assertThat(store.read("a").bytes()).hasSize(1_059);
    }

    @Test
    void t64_an_interrupt_while_another_process_holds_the_lease_ends_the_wait() throws Exception {
        assertThat(elsewhere.lease("a")).isTrue();
        try (Lease lease = store.lease("other", Duration.ZERO)) {
            CompletableFuture<Thread> waiting = new CompletableFuture<>();
            Future<?> waiter = threads.submit(() -> {
                waiting.complete(Thread.currentThread());
                return store.lease("a", Duration.ofSeconds(20));
            });
            while (waiting.get().getState() == Thread.State.RUNNABLE) {
                Thread.onSpinWait();
            }
            waiting.get().interrupt();
            assertThat(waiter)
                    .failsWithin(Duration.ofSeconds(5))
                    .withThrowableThat()
                    .withCauseInstanceOf(InterruptedException.class);
            assertThat(lease.outlives(Duration.ofSeconds(1))).isTrue();
            elsewhere.release("a");
            store.lease("a", Duration.ZERO).close();
        }
    }
}
