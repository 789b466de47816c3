package dev.safeconduct.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.spi.RenewedLeases;
import dev.safeconduct.spi.TokenStore.Lease;
import dev.safeconduct.spi.TokenStoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Leases over a storage whose every call can be counted, failed and answered wrongly. */
@Execution(ExecutionMode.CONCURRENT)
class RenewedLeasesTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    private final Map<String, String> owners = new ConcurrentHashMap<>();
    private final AtomicInteger takes = new AtomicInteger();
    private final AtomicInteger extensions = new AtomicInteger();
    private final CountDownLatch extended = new CountDownLatch(1);
    private volatile boolean unreachable;

    private final RenewedLeases leases =
            new RenewedLeases(new Storage(), MapProviderConfig.of(Map.of()).threads());

    private final class Storage implements RenewedLeases.Storage {

        @Override
        public boolean take(String name, String owner, Duration life) throws TokenStoreException {
            takes.incrementAndGet();
            reach();
            return owners.putIfAbsent(name, owner) == null || owner.equals(owners.get(name));
        }

        @Override
        public boolean renew(String name, String owner, Duration life) throws TokenStoreException {
            extensions.incrementAndGet();
            extended.countDown();
            reach();
            return owner.equals(owners.get(name));
        }

        @Override
        public void release(String name, String owner) throws TokenStoreException {
            reach();
            owners.remove(name, owner);
        }

        private void reach() throws TokenStoreException {
            if (unreachable) {
                throw new TokenStoreException("The storage cannot be reached.");
            }
        }
    }

    @AfterEach
    void close() {
        leases.close();
    }

    private Lease take(String name) throws Exception {
        return Objects.requireNonNull(leases.lease(name, Duration.ZERO), name);
    }

    @Test
    void a_lease_that_is_held_is_extended_and_one_that_is_given_back_is_not() throws Exception {
        Lease held = take("a");
        take("b").close();
        assertThat(extended.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(held.outlives(RenewedLeases.LIFE.minusSeconds(5))).isTrue();
        held.close();
        assertThat(owners).isEmpty();
        assertThat(extensions).hasValue(1);
    }

    /** A token request may take 15 s by default, and the client wants 5 s more. */
    @Test
    void a_lease_that_is_extended_lasts_longer_than_its_life_and_one_that_cannot_be_does_not() throws Exception {
        assertThat(take("a").outlives(RenewedLeases.LIFE.multipliedBy(4))).isTrue();
        try (RenewedLeases without = new RenewedLeases(new Storage(), task -> {
            throw new IllegalStateException("no thread");
        })) {
            Lease held = Objects.requireNonNull(without.lease("b", Duration.ZERO));
            assertThat(held.outlives(RenewedLeases.LIFE)).isFalse();
            assertThat(held.outlives(RenewedLeases.LIFE.minusSeconds(5))).isTrue();
        }
    }

    @Test
    void a_lease_that_the_storage_has_given_to_another_is_lost() throws Exception {
        Lease held = take("a");
        owners.put("a", "another");
        assertThat(extended.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        while (held.outlives(Duration.ZERO)) {
            Thread.onSpinWait();
        }
        held.close();
        assertThat(owners).containsEntry("a", "another");
    }

    @Test
    void a_storage_that_cannot_be_reached_is_an_error_to_take_and_none_to_give_back() throws Exception {
        Lease held = take("a");
        unreachable = true;
        assertThatThrownBy(() -> leases.lease("b", LONG)).isInstanceOf(TokenStoreException.class);
        assertThat(held.outlives(Duration.ofSeconds(1))).isTrue();
        held.close();
        assertThat(held.outlives(Duration.ZERO)).isFalse();
    }

    @Test
    void of_many_that_wait_in_this_process_one_asks() throws Exception {
        Lease held = take("a");
        int before = takes.get();
        List<Thread> waiting = new ArrayList<>();
        AtomicInteger had = new AtomicInteger();
        for (int i = 0; i < 50; i++) {
            Thread thread = new Thread(() -> {
                try (Lease lease = leases.lease("a", LONG)) {
                    if (lease != null) {
                        had.incrementAndGet();
                    }
                } catch (TokenStoreException | InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            thread.start();
            waiting.add(thread);
        }
        for (Thread thread : waiting) {
            while (thread.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
        }
        assertThat(takes.get() - before).as("one every 20 ms or more").isLessThan(50);
        held.close();
        for (Thread thread : waiting) {
            thread.join();
        }
        assertThat(had).hasValue(50);
    }

    @Test
    void who_waits_for_one_name_hinders_no_other_and_none_waits_longer_than_it_says() throws Exception {
        Lease held = take("a");
        assertThat(leases.lease("a", Duration.ofMillis(100))).isNull();
        take("b").close();
        held.close();
        take("a").close();
    }

    @Test
    void what_is_held_ends_when_the_store_is_closed() throws Exception {
        Lease held = take("a");
        leases.close();
        assertThat(held.outlives(Duration.ZERO)).isFalse();
        assertThat(owners).isEmpty();
        assertThatThrownBy(() -> leases.lease("a", LONG)).hasMessageContaining("closed");
    }
}
