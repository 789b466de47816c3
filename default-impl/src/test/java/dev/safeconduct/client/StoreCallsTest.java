package dev.safeconduct.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.spi.VersionedEntry;
import dev.safeconduct.store.memory.MemoryTokenStoreProvider;
import dev.safeconduct.testkit.MapProviderConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What the client asks of a store. Each call is a round trip where the store is a database. Before a name was computed
 * without reading, a refresh in a running process took 1 lease, 6 reads and 1 write.
 */
class StoreCallsTest extends LibraryTest {

    private final CountingStore store = new CountingStore();

    @Test
    void a_refresh_in_a_running_process_takes_one_lease_two_reads_and_one_write() throws Exception {
        Safeconduct client = open(program().store(store));
        client.login(server());
        assertThat(client.authorization("GET", server()).isNone()).isFalse();
        clock.forward(Duration.ofHours(2));
        store.calls.clear();

        assertThat(client.authorization("GET", server()).isNone()).isFalse();
        assertThat(store.calls).isEqualTo(Map.of("lease", 1, "read", 2, "replace", 1));
    }

    @Test
    void a_cold_process_takes_no_more() throws Exception {
        open(program().store(store)).login(server());
        clock.forward(Duration.ofHours(2));
        Safeconduct cold = open(program().store(store));
        store.calls.clear();

        assertThat(cold.authorization("GET", server()).isNone()).isFalse();
        assertThat(store.calls).isEqualTo(Map.of("lease", 1, "read", 2, "replace", 1));
    }

    @Test
    void a_registered_client_with_a_secret_is_read_once_in_a_process() throws Exception {
        as.registrationAuthMethod("client_secret_basic");
        Safeconduct client = open(program().store(store));
        client.login(server());
        clock.forward(Duration.ofHours(2));
        store.calls.clear();
        assertThat(client.authorization("GET", server()).isNone()).isFalse();
        assertThat(store.calls).as("the first").isEqualTo(Map.of("lease", 1, "read", 3, "replace", 1));

        clock.forward(Duration.ofHours(2));
        store.calls.clear();
        assertThat(client.authorization("GET", server()).isNone()).isFalse();
        assertThat(store.calls).as("the second").isEqualTo(Map.of("lease", 1, "read", 2, "replace", 1));
    }

    @Test
    void a_refusal_takes_one_read_more() throws Exception {
        Safeconduct client = open(program().store(store));
        client.login(server());
        assertThat(client.authorization("GET", server()).isNone()).isFalse();
        as.endGrants();
        clock.forward(Duration.ofHours(2));
        store.calls.clear();

        assertThat(client.authorization("GET", server()).isNone()).isTrue();
        assertThat(store.calls).isEqualTo(Map.of("lease", 1, "read", 3, "replace", 1));
    }

    @Test
    void a_login_a_status_and_a_logout_take_so_many() throws Exception {
        Safeconduct client = open(program().store(store));
        client.login(server());
        // Two of the reads are for the login before it, which nothing but its own document moves (THREATS 81).
        assertThat(store.calls).as("login").isEqualTo(Map.of("lease", 2, "read", 6, "replace", 3));
        store.calls.clear();

        assertThat(client.status().servers()).hasSize(1);
        assertThat(store.calls).as("status").isEqualTo(Map.of("read", 1));
        store.calls.clear();

        client.logout(server());
        // One of the reads is for the client of logins by a code, which has a place of its own.
        assertThat(store.calls).as("logout").isEqualTo(Map.of("lease", 1, "list", 1, "read", 8, "remove", 3));
    }

    /** A store in memory that counts what it is asked. */
    private static final class CountingStore implements TokenStore {

        final Map<String, Integer> calls = new TreeMap<>();
        private final TokenStore store;

        CountingStore() {
            this.store = new MemoryTokenStoreProvider().create(MapProviderConfig.of(Map.of()));
        }

        private synchronized TokenStore counted(String call) {
            calls.merge(call, 1, Integer::sum);
            return store;
        }

        @Override
        public @Nullable VersionedEntry read(String name) throws TokenStoreException {
            return counted("read").read(name);
        }

        @Override
        public boolean replace(String name, @Nullable String expectedVersion, Entry entry) throws TokenStoreException {
            return counted("replace").replace(name, expectedVersion, entry);
        }

        @Override
        public boolean remove(String name, String expectedVersion) throws TokenStoreException {
            return counted("remove").remove(name, expectedVersion);
        }

        @Override
        public List<String> list(Index index, String value) throws TokenStoreException {
            return counted("list").list(index, value);
        }

        @Override
        public @Nullable Lease lease(String name, Duration wait) throws TokenStoreException, InterruptedException {
            return counted("lease").lease(name, wait);
        }

        @Override
        public Reach reach() {
            return store.reach();
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
