package dev.safeconduct.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStore.Lease;
import dev.safeconduct.spi.TokenStore.Reach;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What every {@link TokenStore} keeps that reaches beyond its process: it is also opened in forked JVMs. */
public abstract class SharedTokenStoreContract extends TokenStoreContract {

    /** For subclasses. */
    protected SharedTokenStoreContract() {}

    @Test
    public void the_store_says_that_it_is_shared() {
        assertThat(store.reach()).isNotEqualTo(Reach.PROCESS);
    }

    @Test
    public void two_store_objects_are_one_storage() throws Exception {
        TokenStore other = openAgain();
        store.replace(NAME, null, entry("a"));
        assertThat(other.read(NAME)).isEqualTo(store.read(NAME));

        Lease lease = lease(NAME);
        assertThat(other.lease(NAME, Duration.ZERO)).isNull();
        other.close();
        assertThat(lease.outlives(Duration.ofMillis(1))).isTrue();
        assertThat(openAgain().lease(NAME, Duration.ZERO)).as("still held").isNull();
    }

    @Test
    public void no_increment_is_lost_among_processes() throws Exception {
        List<StoreProcess> processes = List.of(openElsewhere(), openElsewhere(), openElsewhere());
        for (StoreProcess process : processes) {
            process.increment("free", 40);
            process.incrementUnderLease("leased", 20);
        }
        for (StoreProcess process : processes) {
            assertThat(process.answer()).isEqualTo("done");
            assertThat(process.answer()).isEqualTo("done");
        }
        assertThat(text(store.read("free"))).isEqualTo("120");
        assertThat(text(store.read("leased"))).isEqualTo("60");
    }

    /** Beside other tests, where the module allows it: it waits for as long as a lease lasts. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    public void a_lease_excludes_other_processes_until_its_owner_dies() throws Exception {
        StoreProcess process = openElsewhere();
        assertThat(process.lease(NAME)).isTrue();
        assertThat(store.lease(NAME, SOON)).isNull();
        process.kill();
        try (Lease lease = store.lease(NAME, leaseOfTheDeadEndsWithin())) {
            assertThat(lease).isNotNull();
        }
    }
}
