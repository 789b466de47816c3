package dev.safeconduct.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStore.Index;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.spi.TokenStoreProvider;
import dev.safeconduct.testkit.MapProviderConfig;
import dev.safeconduct.testkit.SharedTokenStoreContract;
import dev.safeconduct.testkit.StoreProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileTokenStoreTest extends SharedTokenStoreContract {

    private static final byte[] A = {'a'};

    @TempDir
    private Path temp;

    private Path directory() {
        return temp.resolve("tokens");
    }

    @Override
    protected TokenStoreProvider provider() {
        return new FileTokenStoreProvider();
    }

    @Override
    protected MapProviderConfig freshStorage() {
        return MapProviderConfig.of(
                Map.of("safeconduct.store.file.dir", directory().toString()));
    }

    @Override
    protected Duration leaseOfTheDeadEndsWithin() {
        return Duration.ofSeconds(5);
    }

    @Test
    void an_entry_is_a_file_with_its_bytes() throws Exception {
        store.replace("a/b", null, Entry.of(A));
        assertThat(directory().resolve("a/b.json")).hasBinaryContent(A);
    }

    @Test
    void what_another_program_wrote_has_a_version_too() throws Exception {
        store.replace("a", null, Entry.of(A));
        String version = store.read("a").version();
        Files.writeString(directory().resolve("a.json"), "b");
        assertThat(store.replace("a", version, Entry.of(A))).isFalse();
        assertThat(store.replace("a", store.read("a").version(), Entry.of(A))).isTrue();
    }

    @Test
    void reading_makes_no_directory() throws Exception {
        assertThat(store.read("a")).isNull();
        assertThat(store.list(Index.USER, "a")).isEmpty();
        assertThat(store.remove("a", "1")).isFalse();
        assertThat(directory()).doesNotExist();
    }

    @Test
    void entries_are_listed_and_what_is_in_the_place_of_one() throws Exception {
        store.replace("a/b", null, Entry.of(A));
        Files.createDirectories(directory().resolve(".hidden"));
        Files.createDirectories(directory().resolve("x.json"));
        for (String name : new String[] {".hidden/a.json", ".a.json", "A.json", "a.json.bak", "README"}) {
            Files.writeString(directory().resolve(name), "a");
        }
        Files.createSymbolicLink(directory().resolve("link.json"), directory().resolve("a/b.json"));
        Files.createSymbolicLink(directory().resolve("loop"), directory());
        assertThat(store.list(Index.USER, "a")).containsExactlyInAnyOrder("a/b", "link", "x");
        for (String name : new String[] {"link", "x"}) {
            assertThatThrownBy(() -> store.read(name))
                    .isInstanceOf(TokenStoreException.class)
                    .hasMessageContaining(directory().resolve(name + ".json") + ": it is not a regular file");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "../a", "a/../b", "/a", "a/", "a//b", "A", "a.json", "a\\b", "a\0"})
    void a_name_does_not_lead_out_of_the_directory(String name) {
        assertThatThrownBy(() -> store.read(name)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.replace(name, null, Entry.of(A))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.lease(name, Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void an_entry_that_could_not_be_read_is_not_written() {
        for (int size : new int[] {0, 256 * 1024 + 1}) {
            assertThatThrownBy(() -> store.replace("a", null, Entry.of(new byte[size])))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void the_default_directory_is_in_the_home_directory() throws Exception {
        MapProviderConfig config = new MapProviderConfig(Map.of(), temp, Clock.systemUTC());
        try (TokenStore opened = provider().create(config)) {
            opened.replace("a", null, Entry.of(A));
        }
        assertThat(temp.resolve(".config/safeconduct/tokens/a.json")).exists();
    }

    @Test
    void without_a_place_the_error_names_the_remedies() {
        assertThatThrownBy(() -> provider().create(MapProviderConfig.of(Map.of())))
                .isInstanceOf(TokenStoreException.class)
                .hasMessageContainingAll("HOME", "safeconduct.store.file.dir");
        for (String value : new String[] {"", " ", "a\0b"}) {
            assertThatThrownBy(
                            () -> provider().create(MapProviderConfig.of(Map.of("safeconduct.store.file.dir", value))))
                    .isInstanceOf(TokenStoreException.class)
                    .hasMessageContaining("safeconduct.store.file.dir");
        }
    }

    @Test
    void a_file_in_the_place_of_the_directory_is_an_error_and_is_kept() throws Exception {
        Files.writeString(directory(), "victim");
        assertThatThrownBy(() -> store.read("a")).isInstanceOf(TokenStoreException.class);
        assertThatThrownBy(() -> store.replace("a", null, Entry.of(A)))
                .isInstanceOf(TokenStoreException.class)
                .hasMessageContainingAll(directory().toString(), "safeconduct.store.file.dir");
        assertThatThrownBy(() -> store.lease("a", Duration.ZERO)).isInstanceOf(TokenStoreException.class);
        assertThat(directory()).hasContent("victim");
    }

    @Test
    void a_closed_store_gives_no_lease() {
        store.close();
        assertThatThrownBy(() -> store.lease("a", Duration.ZERO)).isInstanceOf(TokenStoreException.class);
    }

    @Test
    void leases_exclude_again_after_the_directory_was_deleted() throws Exception {
        store.lease("a", Duration.ZERO).close();
        Files.delete(directory().resolve(LockFile.NAME));
        Files.delete(directory());
        StoreProcess other = openElsewhere();
        assertThat(other.lease("a")).isTrue();
        assertThat(store.lease("a", Duration.ZERO)).isNull();
        other.release("a");
        TokenStore.Lease lease = store.lease("a", Duration.ofSeconds(5));
        assertThat(lease).isNotNull();
        assertThat(other.lease("a")).isFalse();
    }
}
