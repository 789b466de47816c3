package dev.safeconduct.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStore.Index;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.spi.TokenStoreProvider;
import dev.safeconduct.spi.VersionedEntry;
import dev.safeconduct.testkit.MapProviderConfig;
import dev.safeconduct.testkit.TokenStoreContract;
import java.lang.ref.WeakReference;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MemoryTokenStoreTest extends TokenStoreContract {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** What the store sees as the time; the system's if null. */
    private @Nullable Instant now;

    @Override
    protected TokenStoreProvider provider() {
        return new MemoryTokenStoreProvider();
    }

    @Override
    protected MapProviderConfig freshStorage() {
        return new MapProviderConfig(Map.of(), null, new Clock() {
            @Override
            public Instant instant() {
                return now == null ? Instant.now() : now;
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        });
    }

    @Test
    void an_entry_expires_to_the_nanosecond() throws Exception {
        now = START;
        Entry entry = new Entry(new byte[] {1}, Map.of(Index.USER, "a"), START.plusSeconds(10));
        store.replace("a", null, entry);
        now = START.plusSeconds(10).minusNanos(1);
        assertThat(store.read("a")).isNotNull();

        String version = store.read("a").version();
        now = START.plusSeconds(10);
        assertThat(store.read("a")).isNull();
        assertThat(store.list(Index.USER, "a")).isEmpty();
        assertThat(store.remove("a", version)).isFalse();
        assertThat(store.replace("a", version, entry)).isFalse();
        assertThat(store.replace("a", null, Entry.of(new byte[] {2}))).isTrue();
    }

    @Test
    void a_store_lists_what_carries_the_value_and_nothing_else() throws Exception {
        store.replace("a", null, new Entry(new byte[] {1}, Map.of(Index.USER, "a"), null));
        store.replace("b", null, new Entry(new byte[] {1}, Map.of(Index.USER, "b"), null));
        assertThat(store.list(Index.USER, "a")).containsExactly("a");
        assertThat(store.list(Index.SERVER, "a")).isEmpty();
    }

    @Test
    void a_full_store_refuses_what_is_new_and_replaces_what_it_has() throws Exception {
        TokenStore small = ofAtMost("2");
        small.replace("a", null, Entry.of(new byte[] {1}));
        small.replace("b", null, Entry.of(new byte[] {1}));
        assertThatThrownBy(() -> small.replace("c", null, Entry.of(new byte[] {1})))
                .isInstanceOf(TokenStoreException.class)
                .hasMessageContaining("full: it has 2 entries")
                .hasMessageContaining("safeconduct.store.memory.max-entries");
        assertThat(small.names()).containsExactlyInAnyOrder("a", "b");

        assertThat(small.replace("a", small.read("a").version(), Entry.of(new byte[] {2})))
                .isTrue();
        assertThat(small.remove("b", small.read("b").version())).isTrue();
        assertThat(small.replace("c", null, Entry.of(new byte[] {1}))).isTrue();
    }

    /** Anyone can begin a login: that must neither keep a user from the end of one, nor cost one that has ended well. */
    @Test
    void in_a_full_store_what_expires_next_makes_room_and_a_login_never_does() throws Exception {
        now = START;
        TokenStore small = ofAtMost("3");
        small.replace("login", null, Entry.of(new byte[] {1}));
        small.replace("later", null, new Entry(new byte[] {1}, Map.of(), START.plusSeconds(20)));
        small.replace("soon", null, new Entry(new byte[] {1}, Map.of(), START.plusSeconds(10)));
        small.replace("begun", null, new Entry(new byte[] {1}, Map.of(), START.plusSeconds(30)));
        assertThat(small.names()).containsExactlyInAnyOrder("login", "later", "begun");
        small.replace("login-2", null, Entry.of(new byte[] {1}));
        small.replace("login-3", null, Entry.of(new byte[] {1}));
        assertThat(small.names()).containsExactlyInAnyOrder("login", "login-2", "login-3");
        assertThatThrownBy(
                        () -> small.replace("more", null, new Entry(new byte[] {1}, Map.of(), START.plusSeconds(10))))
                .isInstanceOf(TokenStoreException.class);
    }

    @Test
    void what_a_lease_has_reserved_is_taken_by_a_full_store_until_the_lease_ends() throws Exception {
        TokenStore small = ofAtMost("1");
        small.replace("a", null, Entry.of(new byte[] {1}));
        try (TokenStore.Lease lease = small.lease("b", Duration.ZERO)) {
            assertThatThrownBy(() -> small.replace("b", null, Entry.of(new byte[] {1})))
                    .isInstanceOf(TokenStoreException.class);
            lease.reserve(10);
            assertThatThrownBy(() -> small.replace("c", null, Entry.of(new byte[] {1})))
                    .isInstanceOf(TokenStoreException.class);
            assertThat(small.replace("b", null, Entry.of(new byte[] {1}))).isTrue();
            assertThat(small.remove("b", small.read("b").version())).isTrue();
        }
        assertThatThrownBy(() -> small.replace("b", null, Entry.of(new byte[] {1})))
                .isInstanceOf(TokenStoreException.class);
    }

    @Test
    void a_lease_that_has_ended_reserves_nothing() throws Exception {
        TokenStore.Lease ended = store.lease("a", Duration.ZERO);
        ended.close();
        assertThatThrownBy(() -> ended.reserve(1))
                .isInstanceOf(TokenStoreException.class)
                .hasMessageContaining("has ended");
    }

    /** Nothing runs in the background, so the writes that follow do it. */
    @Test
    void what_is_over_is_given_back_by_the_writes_that_follow() throws Exception {
        now = START;
        List<WeakReference<byte[]>> contents = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            byte[] content = new byte[1_000];
            contents.add(new WeakReference<>(content));
            store.replace(
                    "flows/" + i,
                    null,
                    new Entry(content, Map.of(Index.SESSION, "user:" + i), START.plusSeconds(600 + i)));
        }
        now = START.plusSeconds(600 + 250);
        for (int i = 0; i < 3; i++) {
            store.replace("login-" + i, null, Entry.of(new byte[] {1}));
        }
        assertThat(contents).allSatisfy(content -> awaitCleared(content));
    }

    private static void awaitCleared(WeakReference<?> reference) {
        for (int i = 0; i < 100 && reference.get() != null; i++) {
            System.gc();
        }
        assertThat(reference.get()).isNull();
    }

    /** The values of an entry are kept once, however often its token is refreshed. */
    @Test
    void a_refresh_leaves_the_indexes_as_they_are() throws Exception {
        for (int i = 0; i < 3; i++) {
            VersionedEntry before = store.read("a");
            Entry entry = new Entry(new byte[] {1}, Map.of(Index.SESSION, new String("user:a")), null);
            store.replace("a", before == null ? null : before.version(), entry);
        }
        assertThat(store.list(Index.SESSION, "user:a")).containsExactly("a");
    }

    @Test
    void a_number_of_entries_that_is_not_one_is_refused_with_its_key() throws Exception {
        for (String wrong : List.of("", "0", "-1", "many", "1000000000", "1.5")) {
            assertThatThrownBy(() -> ofAtMost(wrong))
                    .isInstanceOf(TokenStoreException.class)
                    .hasMessageContaining("safeconduct.store.memory.max-entries is not a number from 1 to 999999999");
        }
        ofAtMost(" 1000000 ").close();
    }

    private TokenStore ofAtMost(String entries) throws TokenStoreException {
        Map<String, String> keys = Map.of("safeconduct.store.memory.max-entries", entries);
        return provider()
                .create(new MapProviderConfig(keys, null, freshStorage().clock()));
    }

    @Test
    void a_closed_store_gives_no_lease() {
        store.close();
        assertThatThrownBy(() -> store.lease("a", Duration.ZERO)).isInstanceOf(TokenStoreException.class);
    }
}
