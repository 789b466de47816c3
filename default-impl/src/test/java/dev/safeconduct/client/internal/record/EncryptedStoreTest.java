package dev.safeconduct.client.internal.record;

import static dev.safeconduct.client.internal.record.StoreKeysFixture.ONE;
import static dev.safeconduct.client.internal.record.StoreKeysFixture.TWO;
import static dev.safeconduct.client.internal.record.StoreKeysFixture.keys;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.internal.config.TokenKey;
import dev.safeconduct.client.oauth.Token;
import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStore.Index;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.spi.VersionedEntry;
import dev.safeconduct.store.file.FileTokenStoreProvider;
import dev.safeconduct.store.memory.MemoryTokenStoreProvider;
import dev.safeconduct.testkit.MapProviderConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncryptedStoreTest {

    private static final String CANARY = "k9canary";
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final TokenKey KEY = TokenKey.of("https://" + CANARY + ".example/mcp");

    private final TokenStore raw = new MemoryTokenStoreProvider().create(MapProviderConfig.of(Map.of()));
    private final EncryptedStore store = over(raw, "key", ONE);

    EncryptedStoreTest() throws TokenStoreException {}

    static EncryptedStore over(TokenStore store, String... settings) {
        return new EncryptedStore(store, keys(settings));
    }

    static TokenRecord token(TokenKey key, String accessToken) {
        return new TokenRecord(
                key,
                new Token(accessToken, "Bearer", CANARY + "-refresh", NOW, NOW.plusSeconds(3600), "a b", "id"),
                "https://" + CANARY + ".as.example",
                "client",
                "res",
                "https://as.example/token",
                null,
                NOW,
                null,
                null,
                RefreshRefusal.NONE);
    }

    private static Entry entry(String text) {
        return new Entry(text.getBytes(UTF_8), Map.of(Index.USER, CANARY), null);
    }

    private static String text(VersionedEntry entry) {
        return new String(entry.bytes(), UTF_8);
    }

    @Test
    void what_was_written_is_read_and_the_store_holds_nothing_of_it() throws Exception {
        assertThat(store.replace("a", null, entry(CANARY))).isTrue();
        assertThat(text(store.read("a"))).isEqualTo(CANARY);
        assertThat(store.list(Index.USER, CANARY)).containsExactly("a");
        assertThat(store.names()).containsExactly("a");

        assertThat(new String(raw.read("a").bytes(), ISO_8859_1))
                .startsWith("SCSEAL\1")
                .doesNotContain(CANARY);
        assertThat(raw.list(Index.USER, CANARY)).as("not in clear").isEmpty();
        assertThat(store.replace("a", store.read("a").version(), entry("b"))).isTrue();
        assertThat(text(store.read("a"))).isEqualTo("b");
        assertThat(store.remove("a", store.read("a").version())).isTrue();
        assertThat(store.read("a")).isNull();
    }

    @Test
    void the_same_content_is_encrypted_differently_each_time() throws Exception {
        store.replace("a", null, entry("x"));
        byte[] first = raw.read("a").bytes();
        store.replace("a", store.read("a").version(), entry("x"));
        assertThat(raw.read("a").bytes()).hasSameSizeAs(first).isNotEqualTo(first);
    }

    @Test
    void an_entry_that_was_copied_to_the_name_of_another_is_refused_and_left() throws Exception {
        store.replace("a", null, entry("of a"));
        store.replace("b", null, entry("of b"));
        byte[] ofA = raw.read("a").bytes();
        raw.replace("b", raw.read("b").version(), Entry.of(ofA));
        assertThatThrownBy(() -> store.read("b"))
                .isInstanceOf(TokenStoreException.class)
                .hasMessageContaining("The entry b is not what was encrypted under this name");
        assertThat(raw.read("b").bytes()).isEqualTo(ofA);
        assertThat(text(store.read("a"))).isEqualTo("of a");
    }

    @Test
    void an_entry_of_which_any_byte_was_changed_or_cut_off_is_refused() throws Exception {
        store.replace("a", null, entry(CANARY));
        byte[] good = raw.read("a").bytes();
        for (int i = 0; i < good.length; i++) {
            byte[] changed = good.clone();
            changed[i] ^= 1;
            assertRefused(changed);
            if (i > 0) {
                assertRefused(Arrays.copyOf(good, i));
            }
        }
        assertRefused(Arrays.copyOf(good, good.length + 1));
    }

    private void assertRefused(byte[] bytes) throws TokenStoreException {
        raw.replace("a", raw.read("a").version(), Entry.of(bytes));
        assertThatThrownBy(() -> store.read("a"))
                .as(Arrays.toString(bytes))
                .isInstanceOf(TokenStoreException.class)
                .hasMessageNotContaining(CANARY);
    }

    @Test
    void a_wrong_key_is_named_with_the_remedy_and_ends_no_login() throws Exception {
        new Records(raw, null, keys("key", ONE)).tokens().put(token(KEY, "x"));
        byte[] before = raw.read(RecordNames.token(KEY)).bytes();

        TokenRecords tokens = new Records(raw, null, keys("key", TWO)).tokens();
        assertThatThrownBy(() -> tokens.read(KEY))
                .isInstanceOf(TokenStoreException.class)
                .hasMessageContainingAll(
                        "is encrypted with the key " + keys("key", ONE).present(),
                        "which is not safeconduct.store.key ("
                                + keys("key", TWO).present() + ")",
                        "Add it to safeconduct.store.old-keys");
        assertThatThrownBy(() -> tokens.put(token(KEY, "y"))).isInstanceOf(TokenStoreException.class);
        assertThatThrownBy(() -> tokens.remove(KEY)).isInstanceOf(TokenStoreException.class);
        assertThat(tokens.replace(token(KEY, "y"), null)).isFalse();
        assertThat(raw.read(RecordNames.token(KEY)).bytes()).isEqualTo(before);
    }

    @Test
    void without_a_key_the_error_names_the_setting_and_no_login_is_overwritten() throws Exception {
        new Records(raw, null, keys("key", ONE)).tokens().put(token(KEY, "x"));
        byte[] before = raw.read(RecordNames.token(KEY)).bytes();

        TokenRecords tokens = new Records(raw, null).tokens();
        assertThatThrownBy(() -> tokens.read(KEY))
                .isInstanceOf(TokenStoreException.class)
                .hasMessageContainingAll(
                        keys("key", ONE).present() + ", which is not configured", "Set safeconduct.store.key to it");
        assertThatThrownBy(() -> tokens.put(token(KEY, "y"))).isInstanceOf(TokenStoreException.class);
        assertThatThrownBy(() -> tokens.remove(KEY)).isInstanceOf(TokenStoreException.class);
        assertThat(tokens.replace(token(KEY, "y"), null)).isFalse();
        assertThat(raw.read(RecordNames.token(KEY)).bytes()).isEqualTo(before);
    }

    @Test
    void an_old_key_reads_and_the_next_write_is_by_the_present_one() throws Exception {
        store.replace("a", null, entry("x"));
        EncryptedStore rotated = over(raw, "key", TWO, "old-keys", StoreKeysFixture.key(3) + ", " + ONE);
        assertThat(text(rotated.read("a"))).isEqualTo("x");
        assertThat(rotated.list(Index.USER, CANARY)).containsExactly("a");
        rotated.replace("a", rotated.read("a").version(), entry("y"));
        assertThat(text(over(raw, "key", TWO).read("a"))).isEqualTo("y");
        assertThat(over(raw, "key", TWO).list(Index.USER, CANARY)).containsExactly("a");
    }

    /** Who can write the store could put it there: another user's token, say. */
    @Test
    void with_a_key_what_is_not_encrypted_is_refused_listed_and_left() throws Exception {
        new Records(raw, null).tokens().put(token(KEY, "planted"));
        byte[] before = raw.read(RecordNames.token(KEY)).bytes();

        TokenRecords tokens = new Records(raw, null, keys("key", ONE)).tokens();
        assertThatThrownBy(() -> tokens.read(KEY))
                .isInstanceOf(TokenStoreException.class)
                .hasMessageContainingAll("is not encrypted, although safeconduct.store.key is set", "store encrypt");
        assertThatThrownBy(() -> tokens.put(token(KEY, "y"))).isInstanceOf(TokenStoreException.class);
        assertThatThrownBy(() -> tokens.remove(KEY)).isInstanceOf(TokenStoreException.class);
        List<TokenStoreException> unreadable = new ArrayList<>();
        assertThat(tokens.all("default", unreadable::add)).isEmpty();
        assertThat(unreadable).isNotEmpty();
        assertThat(raw.read(RecordNames.token(KEY)).bytes()).isEqualTo(before);
    }

    @Test
    void on_files_no_secret_and_no_server_is_in_clear_and_the_go_tools_file_is_not_used(@TempDir Path directory)
            throws Exception {
        TokenKey origin = TokenKey.of("https://" + CANARY + ".example");
        try (TokenStore files = files(directory)) {
            Records records = Records.onFiles(files, null, keys("key", ONE));
            records.tokens().put(token(KEY, CANARY + "-mcp"));
            records.tokens().put(token(origin, CANARY + "-origin"));
            records.pendingLogins().replace(new PendingLogin(KEY, Instant.now(), null, List.of()), null);
            records.credentialIssuers().replace("x", "https://" + CANARY, null);

            assertThat(records.tokens().read(KEY).value()).isEqualTo(token(KEY, CANARY + "-mcp"));
            assertThat(records.tokens().all("default", unreadable -> {}))
                    .containsExactlyInAnyOrder(token(KEY, CANARY + "-mcp"), token(origin, CANARY + "-origin"));
            assertThat(directory.resolve(RecordNames.goTool(KEY) + ".json")).doesNotExist();
            assertThat(contents(directory)).hasSize(4).noneMatch(content -> content.contains(CANARY));
            records.tokens().remove(KEY);
            assertThat(records.tokens().all("default", unreadable -> {}))
                    .containsExactly(token(origin, CANARY + "-origin"));
        }
    }

    static TokenStore files(Path directory) throws TokenStoreException {
        return new FileTokenStoreProvider()
                .create(MapProviderConfig.of(Map.of("safeconduct.store.file.dir", directory.toString())));
    }

    /** What is in all files but the locks. */
    static List<String> contents(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            List<String> contents = new ArrayList<>();
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".json")).toList()) {
                contents.add(Files.readString(file, ISO_8859_1));
            }
            return contents;
        }
    }

    /** Made by another implementation, Node's: what is written today stays readable, and is what docs/stores.md says. */
    @Test
    void the_format_and_the_derived_keys_are_those_of_the_page() throws Exception {
        String name = "1".repeat(32) + "-" + "2".repeat(32);
        raw.replace(
                name,
                null,
                Entry.of(HexFormat.of()
                        .parseHex(
                                "53435345414c013ef65018d7b64729000102030405060708090a0b731468bec1559a1eb5b862669e9dfc4a"
                                        + "500a63f39dc607")));
        assertThat(text(store.read(name))).isEqualTo("content");
        assertThat(StoreKey.parse("key", ONE).indexValue("alice"))
                .isEqualTo("hmac:726ed8287e348838077aec7c690b10b3c095b3f97d5e4411e2d59ebc759b45bf");
    }

    @Test
    void a_record_of_the_largest_size_fits_into_every_store(@TempDir Path directory) throws Exception {
        byte[] large = new byte[200 * 1024];
        try (TokenStore files = files(directory)) {
            EncryptedStore encrypted = over(files, "key", ONE);
            encrypted.replace("a", null, Entry.of(large));
            assertThat(encrypted.read("a").bytes()).isEqualTo(large);
        }
    }
}
