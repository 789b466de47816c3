package dev.safeconduct.client.internal.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.internal.record.Records.PendingLogin;
import dev.safeconduct.client.internal.record.Records.PlacedToken;
import dev.safeconduct.client.oauth.Token;
import dev.safeconduct.client.oauth.TokenKey;
import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.store.memory.MemoryTokenStoreProvider;
import dev.safeconduct.testkit.MapProviderConfig;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordsTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final TokenKey KEY = TokenKey.of("https://api.example/mcp");

    private final TokenStore store = memory();
    private final TokenStore goTool = memory();
    private final Records records = new Records(store, goTool);

    private static TokenStore memory() {
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
        assertThat(records.replaceToken(record(KEY, "x"), records.token(KEY).place()))
                .isTrue();
        assertThat(records.token(KEY).value()).isEqualTo(record(KEY, "x"));
    }

    @Test
    void a_token_without_an_expiry_comes_back_without_one() throws Exception {
        Token token = new Token("x", "Bearer", null, null, null, null, null);
        TokenRecord record = new TokenRecord(
                KEY, token, "i", "c", null, "https://as.example/t", null, NOW, null, RefreshRefusal.NONE);
        records.putToken(record);
        assertThat(records.token(KEY).value()).isEqualTo(record);
    }

    @Test
    void the_name_and_the_members_are_those_of_the_go_tool() throws Exception {
        records.putToken(record(KEY, "x"));

        // The first 16 bytes of the SHA-256 of https://api.example
        String name = "e91cdb47052c095bd090354d5fe4d27c";
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
        records.putToken(record(KEY, "mcp"));
        records.putToken(record(origin, "origin"));
        records.putToken(record(slash, "slash"));

        assertThat(records.token(KEY).value()).isEqualTo(record(KEY, "mcp"));
        assertThat(records.token(origin).value()).isEqualTo(record(origin, "origin"));
        assertThat(records.token(slash).value()).isEqualTo(record(slash, "slash"));
        records.removeToken(origin);
        assertThat(records.token(origin).value()).isNull();
        assertThat(records.token(KEY).value()).isNotNull();
    }

    @Test
    void t17_a_services_token_and_a_persons_are_two_records() throws Exception {
        TokenKey service = new TokenKey("default", KEY.server(), "0123456789abcdef");
        records.putToken(record(KEY, "person"));
        records.putToken(record(service, "service"));
        assertThat(records.token(KEY).value().token().accessToken()).isEqualTo("person");
        assertThat(records.token(service).value().token().accessToken()).isEqualTo("service");
    }

    @Test
    void a_login_of_the_go_tool_is_used_but_its_refresh_token_is_not_spent() throws Exception {
        String name = RecordNames.sharedToken(KEY);
        goTool.replace(name, null, Entry.of(goRecord("of-go").getBytes(StandardCharsets.UTF_8)));

        PlacedToken found = records.token(KEY);

        assertThat(found.value().token().accessToken()).isEqualTo("of-go");
        assertThat(found.value().token().expiresAt()).isEqualTo("2026-01-01T01:00:00.123456Z");
        assertThat(found.value().isRefreshable()).isFalse();
        assertThat(found.place().version()).isNull();
        assertThat(records.replaceToken(record(KEY, "ours"), found.place())).isTrue();
        assertThat(records.token(KEY).value().token().accessToken()).isEqualTo("ours");
        assertThat(new String(goTool.read(name).bytes(), StandardCharsets.UTF_8))
                .isEqualTo(goRecord("of-go"));
    }

    /** Arithmetic with them would fail, at each request. */
    @ParameterizedTest
    @ValueSource(strings = {"+999999999-12-31T23:59:59Z", "-999999999-01-01T00:00:00Z", "0001-01-01T00:00:00Z"})
    void a_time_that_is_none_is_no_expiry(String time) throws Exception {
        String record = goRecord("x").replace("2026-01-01T02:00:00.123456+01:00", time);
        store.replace(RecordNames.sharedToken(KEY), null, Entry.of(record.getBytes(StandardCharsets.UTF_8)));
        assertThat(records.token(KEY).value().token().expiresAt()).isNull();
    }

    @Test
    void t65_a_record_about_another_server_is_not_used() throws Exception {
        records.putToken(record(TokenKey.of("https://evil.example"), "x"));
        byte[] evil = store.read(RecordNames.sharedToken(TokenKey.of("https://evil.example")))
                .bytes();
        store.replace(RecordNames.sharedToken(KEY), null, Entry.of(evil));
        assertThat(records.token(KEY).value()).isNull();
    }

    @Test
    void t58_a_torn_record_is_an_error_and_stays_until_a_login_replaces_it() throws Exception {
        String name = RecordNames.sharedToken(KEY);
        store.replace(name, null, Entry.of("{\"access_token\":\"cana".getBytes(StandardCharsets.UTF_8)));

        assertThatThrownBy(() -> records.token(KEY))
                .isInstanceOf(TokenStoreException.class)
                .hasMessageNotContaining("cana");
        assertThat(store.read(name)).isNotNull();
        records.putToken(record(KEY, "x"));
        assertThat(records.token(KEY).value()).isEqualTo(record(KEY, "x"));
    }

    @Test
    void what_is_pending_comes_back() throws Exception {
        PendingLogin login = new PendingLogin(KEY, NOW, NOW.plusSeconds(600));
        assertThat(records.replacePendingLogin(login, null)).isTrue();
        assertThat(records.pendingLogins("default", unreadable -> {})).containsExactly(login);
        records.removePendingLogin(KEY);
        assertThat(records.pendingLogin(KEY).value()).isNull();
    }
}
