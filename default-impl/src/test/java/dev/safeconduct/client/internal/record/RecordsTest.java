package dev.safeconduct.client.internal.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.internal.config.TokenKey;
import dev.safeconduct.client.oauth.Token;
import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStore.Index;
import dev.safeconduct.spi.TokenStore.Reach;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.store.file.FileTokenStoreProvider;
import dev.safeconduct.store.memory.MemoryTokenStoreProvider;
import dev.safeconduct.testkit.MapProviderConfig;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordsTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final TokenKey KEY = TokenKey.of("https://api.example/mcp");

    private final TokenStore store = memory();
    private final TokenStore goTool = memory();
    private final Records records = new Records(store, goTool);

    RecordsTest() throws TokenStoreException {}

    private static TokenStore memory() throws TokenStoreException {
        return new MemoryTokenStoreProvider().create(MapProviderConfig.of(Map.of()));
    }

    private static TokenRecord record(TokenKey key, String accessToken) {
        Token token = new Token(accessToken, "Bearer", "refresh", NOW, NOW.plusSeconds(3600), "a b", "id");
        return new TokenRecord(
                key,
                token,
                "https://as.example",
                "client",
                "res",
                "https://as.example/token",
                null,
                NOW,
                null,
                null,
                RefreshRefusal.NONE);
    }

    private static String goRecord(String accessToken) {
        return "{\"access_token\":\"" + accessToken + "\",\"refresh_token\":\"of-go\",\"token_type\":\"Bearer\","
                + "\"expiry\":\"2026-01-01T02:00:00.123456+01:00\",\"server_url\":\"https://api.example\","
                + "\"issuer_url\":\"https://as.example\",\"client_id\":\"muster\","
                + "\"created_at\":\"2026-01-01T00:00:00Z\"}";
    }

    @Test
    void a_token_comes_back_as_it_was() throws Exception {
        assertThat(records.tokens()
                        .replace(record(KEY, "x"), records.tokens().read(KEY).version()))
                .isTrue();
        assertThat(records.tokens().read(KEY).value()).isEqualTo(record(KEY, "x"));
    }

    @Test
    void a_token_without_an_expiry_comes_back_without_one() throws Exception {
        Token token = new Token("x", "Bearer", null, null, null, null, null);
        TokenRecord record = new TokenRecord(
                KEY, token, "i", "c", null, "https://as.example/t", null, NOW, null, null, RefreshRefusal.NONE);
        records.tokens().put(record);
        assertThat(records.tokens().read(KEY).value()).isEqualTo(record);
    }

    @Test
    void the_name_and_the_members_are_those_of_the_go_tool() throws Exception {
        records.tokens().put(record(KEY, "x"));

        // The first 16 bytes of the SHA-256 of https://api.example, then of the key
        String name = "e91cdb47052c095bd090354d5fe4d27c-07c91b11ade1a3898eac5815db95aaa3";
        assertThat(new String(store.read(name).bytes(), StandardCharsets.UTF_8))
                .startsWith(
                        """
                        {
                          "access_token": "x",
                          "token_type": "Bearer",
                          "expiry": "2026-01-01T01:00:00Z",
                        """)
                .contains("\"safeconduct_refresh_token\": \"refresh\"")
                .doesNotContain("\n  \"refresh_token\"");
    }

    @Test
    void servers_that_share_a_name_do_not_overwrite_each_other() throws Exception {
        TokenKey origin = TokenKey.of("https://api.example");
        TokenKey slash = TokenKey.of("https://api.example/mcp/");
        records.tokens().put(record(KEY, "mcp"));
        records.tokens().put(record(origin, "origin"));
        records.tokens().put(record(slash, "slash"));

        assertThat(records.tokens().read(KEY).value()).isEqualTo(record(KEY, "mcp"));
        assertThat(records.tokens().read(origin).value()).isEqualTo(record(origin, "origin"));
        assertThat(records.tokens().read(slash).value()).isEqualTo(record(slash, "slash"));
        records.tokens().remove(origin);
        assertThat(records.tokens().read(origin).value()).isNull();
        assertThat(records.tokens().read(KEY).value()).isNotNull();
    }

    @Test
    void t17_a_services_token_and_a_persons_are_two_records() throws Exception {
        TokenKey service = new TokenKey("default", KEY.server(), "0123456789abcdef");
        records.tokens().put(record(KEY, "person"));
        records.tokens().put(record(service, "service"));
        assertThat(records.tokens().read(KEY).value().token().accessToken()).isEqualTo("person");
        assertThat(records.tokens().read(service).value().token().accessToken()).isEqualTo("service");
    }

    @Test
    void a_login_of_the_go_tool_is_used_but_its_refresh_token_is_not_spent() throws Exception {
        String name = RecordNames.goTool(KEY);
        goTool.replace(name, null, Entry.of(goRecord("of-go").getBytes(StandardCharsets.UTF_8)));

        Versioned<TokenRecord> found = records.tokens().read(KEY);

        assertThat(found.value().token().accessToken()).isEqualTo("of-go");
        assertThat(found.value().token().expiresAt()).isEqualTo("2026-01-01T01:00:00.123456Z");
        assertThat(found.value().isRefreshable()).isFalse();
        assertThat(found.version()).isNull();
        assertThat(records.tokens().replace(record(KEY, "ours"), found.version()))
                .isTrue();
        assertThat(records.tokens().read(KEY).value().token().accessToken()).isEqualTo("ours");
        assertThat(new String(goTool.read(name).bytes(), StandardCharsets.UTF_8))
                .isEqualTo(goRecord("of-go"));
    }

    /** Arithmetic with them would fail, at each request. */
    @ParameterizedTest
    @ValueSource(strings = {"+999999999-12-31T23:59:59Z", "-999999999-01-01T00:00:00Z", "0001-01-01T00:00:00Z"})
    void a_time_that_is_none_is_no_expiry(String time) throws Exception {
        String record = goRecord("x").replace("2026-01-01T02:00:00.123456+01:00", time);
        store.replace(RecordNames.token(KEY), null, Entry.of(record.getBytes(StandardCharsets.UTF_8)));
        assertThat(records.tokens().read(KEY).value().token().expiresAt()).isNull();
    }

    @Test
    void t65_a_record_about_another_server_is_not_used() throws Exception {
        records.tokens().put(record(TokenKey.of("https://evil.example"), "x"));
        byte[] evil = store.read(RecordNames.token(TokenKey.of("https://evil.example")))
                .bytes();
        store.replace(RecordNames.token(KEY), null, Entry.of(evil));
        assertThat(records.tokens().read(KEY).value()).isNull();
    }

    @Test
    void t58_a_torn_record_is_an_error_and_stays_until_a_login_replaces_it() throws Exception {
        String name = RecordNames.token(KEY);
        store.replace(name, null, Entry.of("{\"access_token\":\"cana".getBytes(StandardCharsets.UTF_8)));

        assertThatThrownBy(() -> records.tokens().read(KEY))
                .isInstanceOf(TokenStoreException.class)
                .hasMessageNotContaining("cana");
        assertThat(store.read(name)).isNotNull();
        records.tokens().put(record(KEY, "x"));
        assertThat(records.tokens().read(KEY).value()).isEqualTo(record(KEY, "x"));
    }

    /** A store of several machines, in which an earlier version may have left a login. */
    private static TokenStore shared(TokenStore store) {
        return (TokenStore) Proxy.newProxyInstance(
                TokenStore.class.getClassLoader(),
                new Class<?>[] {TokenStore.class},
                (proxy, method, arguments) ->
                        method.getName().equals("reach") ? Reach.CLUSTER : method.invoke(store, arguments));
    }

    private static Entry earlier(TokenKey key, String accessToken) {
        return new Entry(TokenRecordFormat.write(record(key, accessToken)), Map.of(Index.SESSION, key.session()), null);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void a_login_of_an_earlier_version_is_found_under_either_name_until_it_has_todays(int which) throws Exception {
        String name = RecordNames.earlierTokens(KEY).get(which);
        store.replace(name, null, earlier(KEY, "x"));
        TokenRecords tokens = new Records(shared(store), null).tokens();

        Versioned<TokenRecord> found = tokens.read(KEY);
        assertThat(found.value()).isEqualTo(record(KEY, "x"));
        assertThat(tokens.all("default", unreadable -> {})).containsExactly(record(KEY, "x"));
        assertThat(tokens.replace(record(KEY, "y"), found.version())).isTrue();

        assertThat(store.read(name)).isNull();
        assertThat(tokens.read(KEY).value()).isEqualTo(record(KEY, "y"));
        tokens.remove(KEY);
        assertThat(tokens.read(KEY).value()).isNull();
    }

    @Test
    void a_logout_removes_what_an_earlier_version_has_stored() throws Exception {
        for (String name : RecordNames.earlierTokens(KEY)) {
            store.replace(name, null, earlier(KEY, "x"));
        }
        TokenRecords tokens = new Records(shared(store), null).tokens();
        tokens.remove(KEY, tokens.stored(KEY).version());
        assertThat(new Records(shared(store), null).tokens().read(KEY).value()).isNull();
    }

    @Test
    void a_logout_removes_also_what_an_earlier_version_stored_after_this_one_had_looked() throws Exception {
        Records later = new Records(shared(store), null);
        assertThat(later.tokens().read(KEY).isThere()).isFalse();
        store.replace(RecordNames.goTool(KEY), null, earlier(KEY, "x"));
        later.tokens().remove(KEY);
        assertThat(store.read(RecordNames.goTool(KEY))).isNull();
    }

    @Test
    void logins_of_an_earlier_version_for_urls_that_share_a_name_stay_apart() throws Exception {
        TokenKey origin = TokenKey.of("https://api.example");
        store.replace(RecordNames.goTool(KEY), null, earlier(KEY, "mcp"));
        store.replace(RecordNames.tokenLease(origin), null, earlier(origin, "origin"));
        TokenRecords tokens = new Records(shared(store), null).tokens();
        assertThat(tokens.read(KEY).value()).isEqualTo(record(KEY, "mcp"));
        assertThat(tokens.read(origin).value()).isEqualTo(record(origin, "origin"));
        tokens.put(record(origin, "new"));
        assertThat(tokens.read(KEY).value()).isEqualTo(record(KEY, "mcp"));
    }

    @Test
    void a_login_under_two_names_is_listed_once_as_it_is_used() throws Exception {
        store.replace(RecordNames.goTool(KEY), null, earlier(KEY, "old"));
        store.replace(RecordNames.tokenLease(KEY), null, earlier(KEY, "old"));
        records.tokens().put(record(KEY, "x"));
        assertThat(records.tokens().all("default", unreadable -> {})).containsExactly(record(KEY, "x"));
    }

    @Test
    void on_files_a_token_lies_where_the_go_tool_finds_it_and_is_listed_once(@TempDir Path directory) throws Exception {
        TokenKey origin = TokenKey.of("https://api.example");
        try (TokenStore files = new FileTokenStoreProvider()
                .create(MapProviderConfig.of(Map.of("safeconduct.store.file.dir", directory.toString())))) {
            TokenRecords tokens = Records.onFiles(files, null, StoreKeys.none()).tokens();
            tokens.put(record(KEY, "mcp"));
            tokens.put(record(origin, "origin"));
            assertThat(directory.resolve(RecordNames.goTool(KEY) + ".json"))
                    .content()
                    .contains("\"mcp\"");
            assertThat(directory.resolve(RecordNames.tokenLease(origin) + ".json"))
                    .content()
                    .contains("\"origin\"");
            assertThat(tokens.read(KEY).value()).isEqualTo(record(KEY, "mcp"));
            assertThat(tokens.read(origin).value()).isEqualTo(record(origin, "origin"));
            assertThat(tokens.all("default", unreadable -> {}))
                    .containsExactlyInAnyOrder(record(KEY, "mcp"), record(origin, "origin"));
            tokens.remove(KEY);
            assertThat(tokens.all("default", unreadable -> {})).containsExactly(record(origin, "origin"));
        }
    }

    /** As the version before this one left them: each in its file, which it goes on using. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void on_files_a_login_of_an_earlier_version_is_found_refreshed_in_its_place_and_removed(
            int which, @TempDir Path directory) throws Exception {
        String name = RecordNames.earlierTokens(KEY).get(which);
        try (TokenStore files = new FileTokenStoreProvider()
                .create(MapProviderConfig.of(Map.of("safeconduct.store.file.dir", directory.toString())))) {
            files.replace(name, null, earlier(KEY, "x"));
            TokenRecords tokens = Records.onFiles(files, null, StoreKeys.none()).tokens();
            Versioned<TokenRecord> found = tokens.read(KEY);
            assertThat(found.value()).isEqualTo(record(KEY, "x"));
            assertThat(tokens.replace(record(KEY, "y"), found.version())).isTrue();
            assertThat(directory.resolve(name + ".json")).content().contains("\"y\"");
            assertThat(tokens.all("default", unreadable -> {})).containsExactly(record(KEY, "y"));
            tokens.remove(KEY);
            assertThat(directory.resolve(name + ".json")).doesNotExist();
            assertThat(tokens.stored(KEY).isThere()).isFalse();
        }
    }

    @Test
    void sessions_with_long_names_are_stored_and_listed_apart() throws Exception {
        String same = "é".repeat(3000);
        TokenKey one = new TokenKey(same + 1, KEY.server(), TokenKey.DEFAULT);
        TokenKey two = new TokenKey(same + 2, KEY.server(), TokenKey.DEFAULT);
        records.tokens().put(record(one, "x"));
        records.tokens().put(record(two, "y"));
        assertThat(records.tokens().all(one.session(), unreadable -> {})).containsExactly(record(one, "x"));
        assertThat(store.list(Index.SERVER, KEY.server())).hasSize(2);
    }

    @Test
    void a_credential_has_one_issuer_and_is_not_in_the_store() throws Exception {
        CredentialIssuers issuers = records.credentialIssuers();
        assertThat(issuers.read("canary").isThere()).isFalse();
        assertThat(issuers.replace("canary", "https://as.example", null)).isTrue();
        assertThat(issuers.replace("canary", "https://other.example", null)).isFalse();
        assertThat(issuers.read("canary").value()).isEqualTo("https://as.example");
        assertThat(issuers.read("another").isThere()).isFalse();
        for (String name : store.list(Index.ISSUER, "https://as.example")) {
            assertThat(name + new String(store.read(name).bytes(), StandardCharsets.UTF_8))
                    .doesNotContain("canary");
        }
    }

    @Test
    void what_is_pending_comes_back() throws Exception {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        PendingLogin login = new PendingLogin(KEY, now, now.plusSeconds(600), List.of(now));
        assertThat(records.pendingLogins().replace(login, null)).isTrue();
        assertThat(records.pendingLogins().all("default", unreadable -> {})).containsExactly(login);
        records.pendingLogins().remove(KEY);
        assertThat(records.pendingLogins().read(KEY).value()).isNull();
    }

    /** Else each user of a web application who never comes back would leave one. */
    @Test
    void what_is_pending_is_forgotten_after_a_month() throws Exception {
        Instant now = Instant.now();
        Instant before = now.minus(Duration.ofDays(30));
        TokenKey other = TokenKey.of("https://other.example");
        records.pendingLogins().replace(new PendingLogin(KEY, before, null, List.of()), null);
        records.pendingLogins().replace(new PendingLogin(other, now, null, List.of()), null);
        assertThat(records.pendingLogins().all("default", unreadable -> {}))
                .extracting(PendingLogin::key)
                .containsExactly(other);
    }
}
