package dev.safeconduct.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.TokenStore.Index;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.spi.TokenStoreProvider;
import dev.safeconduct.testkit.MapProviderConfig;
import dev.safeconduct.testkit.TokenStoreContract;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
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
    void a_closed_store_gives_no_lease() {
        store.close();
        assertThatThrownBy(() -> store.lease("a", Duration.ZERO)).isInstanceOf(TokenStoreException.class);
    }
}
