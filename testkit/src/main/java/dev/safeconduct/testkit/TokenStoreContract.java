package dev.safeconduct.testkit;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStore.Index;
import dev.safeconduct.spi.TokenStore.Lease;
import dev.safeconduct.spi.TokenStore.Reach;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.spi.TokenStoreProvider;
import dev.safeconduct.spi.VersionedEntry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link TokenStore} keeps. Make a subclass for a provider; it needs the artifact of the provider on the
 * class path, with its {@code META-INF/services}. For a store that reaches beyond the process, make it a subclass of
 * {@link SharedTokenStoreContract}.
 */
public abstract class TokenStoreContract {

    static final String NAME = "0f3a9c";
    static final Duration SOON = Duration.ofMillis(150);
    private static final Duration LONG = Duration.ofSeconds(20);

    private final List<AutoCloseable> toClose = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private MapProviderConfig config;

    /** The store under test, on the storage of this test. */
    protected TokenStore store;

    /** For subclasses. */
    protected TokenStoreContract() {}

    /** The provider under test. */
    protected abstract TokenStoreProvider provider();

    /** A configuration whose storage is empty and used by nothing else. Called once for each test. */
    protected abstract MapProviderConfig freshStorage() throws Exception;

    /** Within what time the lease of a process that was killed is free for others. */
    protected Duration leaseOfTheDeadEndsWithin() {
        return Duration.ofSeconds(30);
    }

    /** Opens another store object on the storage of this test; closed after the test. */
    protected final TokenStore openAgain() throws TokenStoreException {
        TokenStore opened = provider().create(config);
        toClose.add(opened);
        return opened;
    }

    /** Opens the storage of this test in another process, ended after the test. */
    protected final StoreProcess openElsewhere() throws Exception {
        StoreProcess process = StoreProcess.start(provider().name(), config);
        toClose.add(process);
        return process;
    }

    @BeforeEach
    public final void openStore() throws Exception {
        config = freshStorage();
        store = openAgain();
    }

    @AfterEach
    public final void closeAll() throws Exception {
        for (AutoCloseable closeable : toClose) {
            closeable.close();
        }
        threads.shutdownNow();
        assertThat(threads.awaitTermination(20, SECONDS))
                .as("all threads ended")
                .isTrue();
    }

    // Entries

    @Test
    public void nothing_is_read_where_nothing_was_written() throws Exception {
        assertThat(store.read(NAME)).isNull();
        assertThat(store.list(Index.SERVER, "https://example.com")).isEmpty();
        assertThat(store.remove(NAME, "1")).isFalse();
        assertThat(store.replace(NAME, "1", entry("a"))).isFalse();
        assertThat(store.read(NAME)).isNull();
    }

    @Test
    public void what_was_written_is_read() throws Exception {
        assertThat(store.replace(NAME, null, entry("a"))).isTrue();
        assertThat(text(store.read(NAME))).isEqualTo("a");
        assertThat(store.replace(NAME, version(NAME), entry("b"))).isTrue();
        assertThat(text(store.read(NAME))).isEqualTo("b");
        assertThat(store.remove(NAME, version(NAME))).isTrue();
        assertThat(store.read(NAME)).isNull();
        assertThat(store.replace(NAME, null, entry("c"))).isTrue();
        assertThat(text(store.read(NAME))).isEqualTo("c");
    }

    @Test
    public void a_wrong_version_changes_nothing() throws Exception {
        store.replace(NAME, null, entry("a"));
        String old = version(NAME);
        store.replace(NAME, old, entry("b"));

        assertThat(store.replace(NAME, old, entry("c"))).isFalse();
        assertThat(store.remove(NAME, old)).isFalse();
        assertThat(text(store.read(NAME))).isEqualTo("b");
    }

    @Test
    public void no_version_means_that_there_is_no_entry() throws Exception {
        store.replace(NAME, null, entry("a"));
        assertThat(store.replace(NAME, null, entry("b"))).isFalse();
        assertThat(text(store.read(NAME))).isEqualTo("a");
    }

    @Test
    public void versions_differ_where_content_differs() throws Exception {
        store.replace(NAME, null, entry("a"));
        String first = version(NAME);
        assertThat(version(NAME)).isEqualTo(first);
        store.replace(NAME, first, entry("b"));
        assertThat(version(NAME)).isNotEqualTo(first);
    }

    @Test
    public void names_may_have_segments() throws Exception {
        List<String> names = List.of("a", "a/b", "a/b/c-1", "b/a", "registrations/9b1c", "x".repeat(120) + "/" + "9");
        for (String name : names) {
            assertThat(store.replace(name, null, new Entry(bytes(name), Map.of(Index.USER, "someone"), null)))
                    .isTrue();
        }
        for (String name : names) {
            assertThat(text(store.read(name))).isEqualTo(name);
        }
        assertThat(store.list(Index.USER, "someone")).containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    public void bytes_are_kept_exactly() throws Exception {
        byte[] bytes = new byte[256 * 1024];
        new Random(1).nextBytes(bytes);
        store.replace(NAME, null, Entry.of(bytes));
        assertThat(store.read(NAME)).extracting(VersionedEntry::bytes).isEqualTo(bytes);

        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        store.replace(NAME, version(NAME), Entry.of(all));
        assertThat(store.read(NAME)).extracting(VersionedEntry::bytes).isEqualTo(all);
    }

    @Test
    public void every_index_finds_the_entries_that_carry_the_value() throws Exception {
        for (Index index : Index.values()) {
            String name = "of-" + index.name().toLowerCase(Locale.ROOT);
            Entry entry = new Entry(bytes("a"), Map.of(index, "one"), null);
            store.replace(name, null, new Entry(bytes("b"), Map.of(index, "two"), null));
            store.replace(name, version(name), entry);
            assertThat(store.list(index, "one")).as("%s", index).contains(name);
        }
        store.remove("of-user", version("of-user"));
        assertThat(store.list(Index.USER, "one")).doesNotContain("of-user");
    }

    /** The longest that the client writes. A store may keep a hash of it, but not only its beginning. */
    @Test
    public void an_index_value_may_have_two_kibibytes() throws Exception {
        String same = "é".repeat((Entry.MAX_INDEX_BYTES - 1) / 2);
        store.replace("of-one", null, new Entry(bytes("a"), Map.of(Index.SESSION, same + "1"), null));
        store.replace("of-two", null, new Entry(bytes("b"), Map.of(Index.SESSION, same + "2"), null));
        assertThat(store.list(Index.SESSION, same + "1")).contains("of-one");
        assertThat(store.list(Index.SESSION, same + "2")).contains("of-two");
    }

    @Test
    public void a_longer_index_value_is_refused_and_not_repeated() {
        String value = "é".repeat(Entry.MAX_INDEX_BYTES / 2) + "1";
        assertThatThrownBy(() -> new Entry(bytes("a"), Map.of(Index.SESSION, value), null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("SESSION")
                .hasMessageNotContaining("é");
    }

    /** By the clock of the configuration, which goes on meanwhile. */
    @Test
    public void an_entry_is_there_until_it_expires_and_then_neither_read_nor_listed() throws Exception {
        Instant end = config.clock().instant().plusMillis(1_500);
        store.replace(NAME, null, new Entry(bytes("a"), Map.of(Index.USER, "someone"), end));
        store.replace("lasting", null, new Entry(bytes("b"), Map.of(Index.USER, "someone"), null));
        String version = awaitEndOfEntry(end);
        assertThat(store.list(Index.USER, "someone")).contains("lasting").doesNotContain(NAME);
        List<String> names = namesIfTold();
        if (names != null) {
            assertThat(names).doesNotContain(NAME);
        }

        assertThat(store.remove(NAME, version)).isFalse();
        assertThat(store.replace(NAME, version, entry("b"))).isFalse();
        assertThat(store.read(NAME)).isNull();
        assertThat(store.replace(NAME, null, entry("c"))).isTrue();
        assertThat(text(store.read(NAME))).isEqualTo("c");
        assertThat(text(store.read("lasting"))).isEqualTo("b");
    }

    /** The version of the entry, which is read until its end and no longer. */
    private String awaitEndOfEntry(Instant end) throws TokenStoreException {
        String version = null;
        for (VersionedEntry read = store.read(NAME); read != null; read = store.read(NAME)) {
            version = read.version();
            assertThat(text(read)).isEqualTo("a");
            assertThat(config.clock().instant()).as("still there").isBefore(end.plusSeconds(20));
            Thread.onSpinWait();
        }
        assertThat(config.clock().instant()).as("gone too early").isAfterOrEqualTo(end);
        return Objects.requireNonNull(version, "it was never there");
    }

    @Test
    public void a_later_write_says_whether_an_entry_expires() throws Exception {
        Instant end = config.clock().instant().plusMillis(1_500);
        store.replace(NAME, null, new Entry(bytes("a"), Map.of(), end));
        store.replace(NAME, version(NAME), entry("lasting"));
        store.replace("other", null, new Entry(bytes("a"), Map.of(), end));
        while (store.read("other") != null) {
            assertThat(config.clock().instant()).isBefore(end.plusSeconds(20));
            Thread.onSpinWait();
        }
        assertThat(text(store.read(NAME))).isEqualTo("lasting");
    }

    /** A store that cannot tell says so, and does without the commands that need it. */
    @Test
    public void all_names_are_told_or_none() throws Exception {
        List<String> names = List.of("a", "b/c", "d-1/e/f");
        for (String name : names) {
            store.replace(name, null, new Entry(bytes("a"), Map.of(Index.USER, "x" + name), null));
        }
        store.replace("removed", null, entry("a"));
        store.remove("removed", version("removed"));
        List<String> told = namesIfTold();
        if (told != null) {
            assertThat(told).containsExactlyInAnyOrderElementsOf(names);
        }
    }

    private @Nullable List<String> namesIfTold() {
        try {
            return store.names();
        } catch (TokenStoreException e) {
            assertThat(e).hasMessageContaining("cannot list all its entries");
            return null;
        }
    }

    @Test
    public void an_entry_that_moves_to_another_index_value_is_no_longer_listed_by_the_first() throws Exception {
        for (String name : List.of("moved", "stays")) {
            store.replace(name, null, new Entry(bytes("a"), Map.of(Index.USER, "one", Index.SESSION, "s"), null));
        }
        store.replace("moved", version("moved"), new Entry(bytes("b"), Map.of(Index.USER, "two"), null));
        assertThat(entriesThatCarry(Index.USER, "one")).containsExactly("stays");
        assertThat(entriesThatCarry(Index.SESSION, "s")).containsExactly("stays");
        assertThat(entriesThatCarry(Index.USER, "two")).containsExactly("moved");
    }

    /** A store without an index lists all names, and the client reads and checks: so does this. */
    private List<String> entriesThatCarry(Index index, String value) throws TokenStoreException {
        String content = index == Index.USER && value.equals("two") ? "b" : "a";
        List<String> found = new ArrayList<>();
        for (String name : store.list(index, value)) {
            if (text(store.read(name)).equals(content)) {
                found.add(name);
            }
        }
        return found;
    }

    /** Names of two hashes, which some stores keep in a special place: they may share the first. */
    @Test
    public void names_that_share_their_first_hash_are_two_entries() throws Exception {
        String shared = "0123456789abcdef".repeat(2);
        String one = shared + "-" + "1".repeat(32);
        String two = shared + "-" + "2".repeat(32);
        assertThat(store.replace(one, null, entry("1"))).isTrue();
        assertThat(store.read(two)).isNull();
        assertThat(store.replace(two, null, entry("2"))).isTrue();
        assertThat(store.replace(two, version(two), entry("22"))).isTrue();
        assertThat(text(store.read(one))).isEqualTo("1");
        assertThat(store.remove(one, version(one))).isTrue();
        assertThat(store.read(one)).isNull();
        assertThat(text(store.read(two))).isEqualTo("22");
    }

    @Test
    public void each_version_has_one_winner() throws Exception {
        store.replace(NAME, null, entry("start"));
        for (int round = 0; round < 10; round++) {
            String version = version(NAME);
            CyclicBarrier start = new CyclicBarrier(4);
            String prefix = round + "-";
            List<Boolean> won = inThreads(4, number -> {
                start.await();
                return store.replace(NAME, version, entry(prefix + number));
            });
            assertThat(won).containsOnlyOnce(true);
            assertThat(text(store.read(NAME))).isEqualTo(prefix + won.indexOf(true));
        }
    }

    @Test
    public void no_increment_is_lost_among_threads() throws Exception {
        inThreads(4, number -> {
            for (int i = 0; i < 25; i++) {
                while (!StoreProcess.tryIncrement(store, NAME)) {
                    Thread.onSpinWait();
                }
            }
            return true;
        });
        assertThat(text(store.read(NAME))).isEqualTo("100");
    }

    // Leases

    @Test
    public void a_lease_has_one_owner() throws Exception {
        Lease lease = lease(NAME);
        assertThat(lease.outlives(Duration.ofMillis(1))).isTrue();
        assertThat(store.lease(NAME, Duration.ZERO)).as("same thread").isNull();
        assertThat(inThread(() -> store.lease(NAME, Duration.ZERO)).get(20, SECONDS))
                .isNull();
        Lease other = lease("another-name");
        assertThat(other.outlives(Duration.ofMillis(1))).isTrue();
        lease.close();
        lease(NAME).close();
    }

    @Test
    public void the_wait_for_a_lease_is_bounded() throws Exception {
        Lease lease = lease(NAME);
        long start = System.nanoTime();
        assertThat(store.lease(NAME, SOON)).isNull();
        Duration waited = Duration.ofNanos(System.nanoTime() - start);
        assertThat(waited).isBetween(SOON.minusMillis(20), Duration.ofSeconds(10));
        lease.close();
    }

    @Test
    public void who_waits_gets_the_lease_when_it_is_free() throws Exception {
        Lease lease = lease(NAME);
        AtomicReference<Thread> waiting = new AtomicReference<>();
        Future<Boolean> waiter = inThread(() -> {
            waiting.set(Thread.currentThread());
            try (Lease mine = store.lease(NAME, LONG)) {
                return mine != null;
            }
        });
        awaitWaiting(waiting);
        lease.close();
        assertThat(waiter.get(20, SECONDS)).isTrue();
    }

    @Test
    public void a_lease_may_be_closed_twice_and_by_another_thread() throws Exception {
        Lease first = lease(NAME);
        inThread(() -> {
                    first.close();
                    return true;
                })
                .get(20, SECONDS);
        assertThat(first.outlives(Duration.ZERO)).isFalse();

        Lease second = lease(NAME);
        first.close();
        assertThat(second.outlives(Duration.ofMillis(1))).isTrue();
        assertThat(store.lease(NAME, Duration.ZERO))
                .as("the second is not given up by the first")
                .isNull();
        second.close();
    }

    @Test
    public void an_interrupt_ends_the_wait_and_holds_nothing() throws Exception {
        Lease lease = lease(NAME);
        AtomicReference<Thread> waiting = new AtomicReference<>();
        Future<?> waiter = inThread(() -> {
            waiting.set(Thread.currentThread());
            return store.lease(NAME, LONG);
        });
        awaitWaiting(waiting);
        waiting.get().interrupt();
        assertThatThrownBy(() -> waiter.get(20, SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(lease.outlives(Duration.ofMillis(1))).isTrue();
        lease.close();
        lease(NAME).close();
    }

    @Test
    public void a_lease_hinders_no_reader_and_no_writer() throws Exception {
        store.replace(NAME, null, entry("a"));
        Lease lease = lease(NAME);
        Future<String> other = inThread(() -> {
            store.replace(NAME, version(NAME), entry("b"));
            return text(store.read(NAME));
        });
        assertThat(other.get(4, SECONDS)).isEqualTo("b");
        assertThat(lease.outlives(Duration.ofMillis(1))).isTrue();
        lease.close();
    }

    /** A store that keeps no room does nothing here, and passes. */
    @Test
    public void what_is_reserved_is_no_entry_and_leaves_the_one_that_is_there() throws Exception {
        store.replace(NAME, null, new Entry(bytes("a"), Map.of(Index.USER, "someone"), null));
        String before = version(NAME);
        try (Lease lease = lease(NAME);
                Lease ofNone = lease("no-entry")) {
            lease.reserve(64 * 1024);
            lease.reserve(1); // again, and less
            ofNone.reserve(1_000);
            assertThat(version(NAME)).isEqualTo(before);
            assertThat(text(store.read(NAME))).isEqualTo("a");
            assertThat(store.read("no-entry")).isNull();
            assertThat(store.list(Index.USER, "someone")).containsExactly(NAME);
            List<String> names = namesIfTold();
            if (names != null) {
                assertThat(names).containsExactly(NAME);
            }
        }
        assertThat(text(store.read(NAME))).isEqualTo("a");
        assertThat(store.read("no-entry")).isNull();
    }

    /** The greatest that the client asks for is twice the greatest entry. */
    @Test
    public void what_was_reserved_for_can_be_written_under_the_lease_and_by_others() throws Exception {
        byte[] successor = new byte[256 * 1024];
        new Random(2).nextBytes(successor);
        store.replace(NAME, null, entry("a"));
        try (Lease lease = lease(NAME)) {
            lease.reserve(2 * successor.length);
            assertThat(store.replace(NAME, version(NAME), Entry.of(successor))).isTrue();
            assertThat(lease.outlives(Duration.ofMillis(1))).isTrue();
        }
        assertThat(store.read(NAME)).extracting(VersionedEntry::bytes).isEqualTo(successor);
        try (Lease next = lease(NAME)) {
            next.reserve(64 * 1024);
            assertThat(inThread(() -> store.replace(NAME, version(NAME), entry("b")))
                            .get(20, SECONDS))
                    .as("a login, which takes no lease")
                    .isTrue();
        }
        assertThat(text(store.read(NAME))).isEqualTo("b");
    }

    @Test
    public void leases_exclude_among_threads() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        inThreads(4, number -> {
            for (int i = 0; i < 10; i++) {
                try (Lease lease = lease(NAME)) {
                    assertThat(inside.incrementAndGet()).isOne();
                    Thread.onSpinWait();
                    inside.decrementAndGet();
                    assertThat(lease.outlives(Duration.ofMillis(1))).isTrue();
                }
            }
            return true;
        });
        assertThat(inside).hasValue(0);
    }

    @Test
    public void closing_the_store_ends_its_leases() throws Exception {
        Lease lease = lease(NAME);
        store.close();
        store.close();
        assertThat(lease.outlives(Duration.ZERO)).isFalse();
        lease.close();
        if (store.reach() != Reach.PROCESS) {
            assertThat(openAgain().lease(NAME, leaseOfTheDeadEndsWithin())).isNotNull();
        }
    }

    // The provider

    @Test
    public void the_provider_is_found_by_its_name() {
        assertThat(provider().name()).matches("[a-z0-9-]+");
        assertThat(ServiceLoader.load(TokenStoreProvider.class))
                .filteredOn(found -> found.name().equals(provider().name()))
                .singleElement()
                .isInstanceOf(provider().getClass());
    }

    @Test
    public void module_and_services_file_name_the_same_providers() {
        ProviderRegistration registration =
                ProviderRegistration.of(TokenStoreProvider.class, provider().getClass());
        assertThat(registration.servicesFile()).contains(provider().getClass().getName());
        if (registration.moduleProvides() != null) {
            assertThat(registration.moduleProvides()).isEqualTo(registration.servicesFile());
        }
    }

    // Words

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static Entry entry(String text) {
        return Entry.of(bytes(text));
    }

    static String text(@Nullable VersionedEntry entry) {
        return new String(Objects.requireNonNull(entry, "no entry").bytes(), StandardCharsets.UTF_8);
    }

    private String version(String name) throws TokenStoreException {
        return Objects.requireNonNull(store.read(name), name).version();
    }

    Lease lease(String name) throws Exception {
        return Objects.requireNonNull(store.lease(name, LONG), "no lease of " + name);
    }

    private <T> Future<T> inThread(Callable<T> work) {
        return threads.submit(work);
    }

    private interface Numbered<T> {
        T call(int number) throws Exception;
    }

    private <T> List<T> inThreads(int count, Numbered<T> work) throws Exception {
        List<Future<T>> futures = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            int mine = number;
            futures.add(threads.submit(() -> work.call(mine)));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> future : futures) {
            results.add(future.get(60, SECONDS));
        }
        return results;
    }

    /** Waits until a thread is seen to wait, or for a second: a store that waits on a socket does not look like it. */
    private static void awaitWaiting(AtomicReference<Thread> thread) {
        long start = System.nanoTime();
        while (thread.get() == null
                || (thread.get().getState() == Thread.State.RUNNABLE
                        && System.nanoTime() - start < SECONDS.toNanos(1))) {
            Thread.onSpinWait();
        }
    }
}
