package dev.safeconduct.client.muster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.oauth.SingleSignOn;
import dev.safeconduct.spi.OAuthException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthStatusResponseTest {

    private static AuthStatusResponse read(String json) throws OAuthException {
        return AuthStatusResponse.read(json.getBytes(StandardCharsets.UTF_8));
    }

    private static ServerAuthStatus server(String members) throws OAuthException {
        return read("{\"servers\":[{\"name\":\"s\"," + members + "}]}")
                .servers()
                .get(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"servers\":null}", "{\"servers\":[]}", "{}"})
    void null_servers_read_as_none(String json) throws Exception {
        assertThat(read(json).servers()).isEmpty();
    }

    @Test
    void no_servers_are_written_as_an_empty_list() {
        assertThat(new String(new AuthStatusResponse(List.of()).write(), StandardCharsets.UTF_8).replaceAll("\\s", ""))
                .isEqualTo("{\"servers\":[]}");
    }

    @Test
    void a_document_of_the_go_tool_survives() throws Exception {
        AuthStatusResponse response = read(
                """
                {"servers":[
                  {"name":"a","status":"connected"},
                  {"name":"b","status":"auth_required","issuer":"https://as","scope":"x","auth_tool":"core_auth_login"},
                  {"name":"c","status":"sso_pending","token_forwarding_enabled":true},
                  {"name":"d","status":"reauth_required","issuer":"https://as","auth_tool":"core_auth_login",
                   "token_exchange_enabled":true,"sso_attempt_failed":true}]}
                """);
        assertThat(response.servers()).hasSize(4);
        assertThat(AuthStatusResponse.read(response.write())).isEqualTo(response);
        assertThat(response.authRequired())
                .containsExactly(new AuthRequiredInfo("b", "https://as", "x", "core_auth_login"));
    }

    @Test
    void a_status_of_another_version_is_an_error_with_that_as_the_reason() throws Exception {
        ServerAuthStatus newer = server("\"status\":\"sleeping\\u001b[31m\"");
        assertThat(newer.status()).isEqualTo(SessionServerStatus.ERROR);
        assertThat(newer.error()).contains("sleeping").doesNotContain("\u001b");
        assertThat(server("\"status\":\"sleeping\",\"error\":\"theirs\"").error())
                .isEqualTo("theirs");
        assertThat(server("\"status\":\"sso_pending\"").status()).isEqualTo(SessionServerStatus.ERROR);
    }

    @Test
    void what_contradicts_the_status_is_left_out() throws Exception {
        ServerAuthStatus connected = server(
                "\"status\":\"connected\",\"auth_tool\":\"core_auth_login\",\"error\":\"x\",\"token_forwarding_enabled\":true,"
                        + "\"sso_attempt_failed\":true");
        assertThat(connected).isEqualTo(ServerAuthStatus.connected("s", SingleSignOn.FORWARDING));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{\"servers\":{}}",
                "{\"servers\":[7]}",
                "{\"servers\":[{\"status\":\"connected\"}]}",
                "{\"servers\":[{\"name\":\"s\"}]}",
                "{\"servers\":[{\"name\":\"s\",\"status\":7}]}",
                "{\"servers\":[{\"name\":\"s\",\"status\":\"auth_required\",\"sso_attempt_failed\":\"yes\"}]}",
            })
    void what_is_no_status_document_is_refused(String json) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(OAuthException.class);
    }

    @Test
    void auth_required_info_has_all_members_but_an_empty_scope() throws Exception {
        AuthRequiredInfo bare =
                AuthRequiredInfo.of(ServerAuthStatus.ssoAttemptFailed("s", SingleSignOn.EXCHANGE, null, null));
        assertThat(bare.toJson()).isEqualTo(Map.of("server", "s", "issuer", "", "auth_tool", ""));
        AuthRequiredInfo whole =
                AuthRequiredInfo.of(ServerAuthStatus.reauthRequired("s", SingleSignOn.NONE, "https://as", "a b"));
        assertThat(whole.toJson())
                .isEqualTo(
                        Map.of("server", "s", "issuer", "https://as", "scope", "a b", "auth_tool", "core_auth_login"));
        assertThat(AuthRequiredInfo.of(whole.toJson())).isEqualTo(whole);
        assertThat(AuthRequiredInfo.of(bare.toJson())).isEqualTo(bare);
        assertThatThrownBy(() -> AuthRequiredInfo.of(ServerAuthStatus.connected("s", SingleSignOn.NONE)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_prompt_shows_it_as_the_go_tool_does() {
        assertThat(SessionServerStatus.DISPLAY_AUTH_REQUIRED).isEqualTo("[AUTH REQUIRED]");
    }
}
