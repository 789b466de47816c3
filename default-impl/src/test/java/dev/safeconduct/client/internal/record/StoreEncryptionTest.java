package dev.safeconduct.client.internal.record;

import static dev.safeconduct.client.internal.record.EncryptedStoreTest.contents;
import static dev.safeconduct.client.internal.record.EncryptedStoreTest.files;
import static dev.safeconduct.client.internal.record.EncryptedStoreTest.token;
import static dev.safeconduct.client.internal.record.StoreKeysFixture.ONE;
import static dev.safeconduct.client.internal.record.StoreKeysFixture.TWO;
import static dev.safeconduct.client.internal.record.StoreKeysFixture.keys;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.internal.config.TokenKey;
import dev.safeconduct.client.internal.record.StoreEncryption.Result;
import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStore.Index;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.store.memory.MemoryTokenStoreProvider;
import dev.safeconduct.testkit.MapProviderConfig;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreEncryptionTest {

    private static final TokenKey MCP = TokenKey.of("https://api.example/mcp");
    private static final TokenKey ORIGIN = TokenKey.of("https://api.example");
    private static final TokenKey ALICE = new TokenKey("alice", "https://api.example/mcp", TokenKey.DEFAULT);
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final PendingLogin pending = new PendingLogin(ORIGIN, now, null, List.of());
    private final Instant end = now.plusSeconds(600);

    private final TokenStore memory = new MemoryTokenStoreProvider().create(MapProviderConfig.of(Map.of()));

    StoreEncryptionTest() throws TokenStoreException {}

    /** One entry of each kind. */
    private void fill(Records records) throws TokenStoreException {
        records.tokens().put(token(MCP, "mcp"));
        records.tokens().put(token(ORIGIN, "origin"));
        records.tokens().put(token(ALICE, "alice"));
        records.pendingLogins().replace(pending, null);
        records.credentialIssuers().replace("secret", "https://as.example", null);
        records.issuerIdentifications().note("https://as.example");
        records.webLogins().put("state", ALICE, WebLoginSeal.seal(new byte[] {1}, "cookie", end), end);
    }

    private void assertAllThere(Records records) throws TokenStoreException {
        assertThat(records.tokens().read(MCP).value()).isEqualTo(token(MCP, "mcp"));
        assertThat(records.tokens().read(ORIGIN).value()).isEqualTo(token(ORIGIN, "origin"));
        List<TokenStoreException> unreadable = new ArrayList<>();
        Records.OfSession ofDefault = records.ofSession("default", unreadable::add);
        assertThat(ofDefault.tokens()).containsExactlyInAnyOrder(token(MCP, "mcp"), token(ORIGIN, "origin"));
        assertThat(ofDefault.pendingLogins()).containsExactly(pending);
        assertThat(records.ofSession("alice", unreadable::add).tokens()).containsExactly(token(ALICE, "alice"));
        assertThat(records.tokens().isAnyAt(token(MCP, "mcp").issuer())).isTrue();
        assertThat(unreadable).isEmpty();
        assertThat(records.credentialIssuers().read("secret").value()).isEqualTo("https://as.example");
        assertThat(records.issuerIdentifications().isNoted("https://as.example"))
                .isTrue();
        assertThat(WebLoginSeal.open(records.webLogins().read("state").value(), "cookie"))
                .containsExactly(1);
    }

    private static Map<Result, Integer> encrypt(Records records) throws Exception {
        Map<Result, Integer> counts = new EnumMap<>(Result.class);
        List<TokenStoreException> failed = new ArrayList<>();
        records.encryption().run(result -> counts.merge(result, 1, Integer::sum), failed::add);
        assertThat(failed).isEmpty();
        return counts;
    }

    private static Records over(TokenStore store, String... settings) {
        return new Records(store, null, keys(settings));
    }

    @Test
    void all_that_is_there_is_encrypted_and_a_second_run_finds_nothing_to_do() throws Exception {
        fill(new Records(memory, null));
        Records records = over(memory, "key", ONE);
        assertThat(encrypt(records)).isEqualTo(Map.of(Result.ENCRYPTED, 7));
        assertAllThere(over(memory, "key", ONE));
        assertThat(memory.list(Index.SERVER, MCP.server())).isEmpty();
        assertThat(encrypt(records)).isEqualTo(Map.of(Result.UNCHANGED, 7));
    }

    @Test
    void what_an_old_key_encrypted_is_encrypted_by_the_present_one_and_the_old_one_is_needed_no_more()
            throws Exception {
        fill(over(memory, "key", ONE));
        assertThat(encrypt(over(memory, "key", TWO, "old-keys", ONE))).isEqualTo(Map.of(Result.REENCRYPTED, 7));
        assertAllThere(over(memory, "key", TWO));
    }

    @Test
    void on_files_the_go_tools_layout_is_left_and_no_file_is_in_clear(@TempDir Path directory) throws Exception {
        try (TokenStore files = files(directory)) {
            fill(Records.onFiles(files, null, StoreKeys.none()));
            Path shared = directory.resolve(RecordNames.goTool(MCP) + ".json");
            assertThat(shared).exists();
            Records records = Records.onFiles(files, null, keys("key", ONE));
            assertThat(encrypt(records)).isEqualTo(Map.of(Result.ENCRYPTED, 7));
            assertAllThere(records);
            assertThat(shared).doesNotExist();
            // The web login keeps its expiry in front.
            assertThat(contents(directory)).hasSize(7).allMatch(content -> content.contains("SCSEAL\1"));
            assertThat(encrypt(records)).isEqualTo(Map.of(Result.UNCHANGED, 7));
        }
    }

    @Test
    void what_the_go_tool_wrote_into_the_directory_is_copied_and_left_to_it(@TempDir Path directory) throws Exception {
        String go = "{\"access_token\":\"of-go\",\"token_type\":\"Bearer\",\"server_url\":\"https://api.example\"}";
        try (TokenStore files = files(directory)) {
            files.replace(RecordNames.goTool(ORIGIN), null, Entry.of(go.getBytes(UTF_8)));
            Records records = Records.onFiles(files, null, keys("key", ONE));
            assertThatThrownBy(() -> records.tokens().read(ORIGIN)).hasMessageContaining("store encrypt");
            assertThat(encrypt(records)).isEqualTo(Map.of(Result.LEFT_TO_GO_TOOL, 1));
            assertThat(records.tokens().read(ORIGIN).value().token().accessToken())
                    .isEqualTo("of-go");
            assertThat(directory.resolve(RecordNames.goTool(ORIGIN) + ".json")).hasContent(go);
            assertThat(encrypt(records)).isEqualTo(Map.of(Result.UNCHANGED, 1, Result.LEFT_TO_GO_TOOL, 1));
        }
    }

    @Test
    void a_login_under_the_name_of_an_earlier_version_gets_todays_and_leaves_nothing_in_clear() throws Exception {
        memory.replace(RecordNames.goTool(MCP), null, Entry.of(TokenRecordFormat.write(token(MCP, "mcp"))));
        Records records = over(memory, "key", ONE);
        assertThat(encrypt(records)).isEqualTo(Map.of(Result.ENCRYPTED, 1));
        assertThat(memory.names()).containsExactly(RecordNames.token(MCP));
        assertThat(records.tokens().read(MCP).value()).isEqualTo(token(MCP, "mcp"));
    }

    /** As a kill at each call of the store would: what is done is done, the rest is as it was. */
    @Test
    void interrupted_at_any_call_it_loses_nothing_and_is_finished_by_another_run() throws Exception {
        int last = 0;
        for (boolean isFinished = false; !isFinished; last++) {
            TokenStore store = new MemoryTokenStoreProvider().create(MapProviderConfig.of(Map.of()));
            fill(new Records(store, null));
            memoryOfEarlierVersion(store);
            int[] left = {last};
            try {
                over(killedAfter(left, store), "key", ONE).encryption().run(result -> {}, failure -> {
                    throw new AssertionError(failure);
                });
                isFinished = true;
            } catch (Killed e) {
                assertThat(store.names()).hasSizeGreaterThanOrEqualTo(7);
            }
            encrypt(over(store, "key", ONE));
            assertAllThere(over(store, "key", ONE));
            for (String name : store.names()) {
                assertThat(EntrySeal.isSealed(store.read(name).bytes()))
                        .as(name)
                        .isTrue();
            }
        }
        assertThat(last).as("calls").isGreaterThan(30);
    }

    /** One token more, under an old name only. */
    private static void memoryOfEarlierVersion(TokenStore store) throws TokenStoreException {
        String today = RecordNames.token(MCP);
        store.remove(today, store.read(today).version());
        store.replace(RecordNames.goTool(MCP), null, Entry.of(TokenRecordFormat.write(token(MCP, "mcp"))));
    }

    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** A store that is killed after so many calls: the last one is done, its caller never learns it. */
    private static TokenStore killedAfter(int[] left, TokenStore store) {
        return (TokenStore) Proxy.newProxyInstance(
                TokenStore.class.getClassLoader(), new Class<?>[] {TokenStore.class}, (proxy, method, arguments) -> {
                    if (left[0] <= 0) {
                        throw new Killed();
                    }
                    try {
                        Object result = method.invoke(store, arguments);
                        if (--left[0] <= 0 && !method.getName().equals("reach")) {
                            if (result instanceof TokenStore.Lease lease) {
                                lease.close(); // as the end of the process does
                            }
                            throw new Killed();
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void an_entry_that_cannot_be_read_is_reported_and_does_not_stop_the_others(@TempDir Path directory)
            throws Exception {
        try (TokenStore files = files(directory)) {
            fill(Records.onFiles(files, null, StoreKeys.none()));
            Files.writeString(directory.resolve("note.json"), "not a record");
            over(files, "key", TWO).credentialIssuers().replace("other", "https://as.example", null);
            List<Result> done = new ArrayList<>();
            List<TokenStoreException> failed = new ArrayList<>();
            Records.onFiles(files, null, keys("key", ONE)).encryption().run(done::add, failed::add);
            assertThat(done).hasSize(7).containsOnly(Result.ENCRYPTED);
            assertThat(failed).hasSize(2).anySatisfy(failure -> assertThat(failure)
                    .hasMessageContaining(directory.resolve("note.json") + " cannot be read, and was left as it is"));
            assertThat(directory.resolve("note.json")).hasContent("not a record");
        }
    }

    @Test
    void an_entry_that_another_process_changes_meanwhile_is_not_overwritten() throws Exception {
        fill(new Records(memory, null));
        TokenStore changing = (TokenStore) Proxy.newProxyInstance(
                TokenStore.class.getClassLoader(), new Class<?>[] {TokenStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("replace") && arguments[0].equals(RecordNames.token(MCP))) {
                        new Records(memory, null).tokens().put(token(MCP, "newer"));
                    }
                    return method.invoke(memory, arguments);
                });
        List<TokenStoreException> failed = new ArrayList<>();
        over(changing, "key", ONE).encryption().run(result -> {}, failed::add);
        assertThat(failed).singleElement().satisfies(failure -> assertThat(failure)
                .hasMessageContaining("was changed by another process meanwhile"));
        encrypt(over(memory, "key", ONE));
        assertThat(over(memory, "key", ONE).tokens().read(MCP).value()).isEqualTo(token(MCP, "newer"));
    }

    @Test
    void without_a_key_nothing_is_done() {
        assertThatThrownBy(() -> encrypt(new Records(memory, null)))
                .isInstanceOf(TokenStoreException.class)
                .hasMessageContainingAll("safeconduct.store.key", "safeconduct.store.key-command");
    }
}
