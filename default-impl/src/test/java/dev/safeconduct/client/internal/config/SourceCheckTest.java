package dev.safeconduct.client.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which server may be given whose login, and which token of it. */
class SourceCheckTest {

    private static Configs servers(String... settings) {
        List<String> all = new ArrayList<>();
        for (String name : List.of("a", "b", "login")) {
            all.addAll(List.of("safeconduct.server." + name + ".url", "https://" + name + ".example/mcp"));
        }
        for (int i = 0; i < settings.length; i += 2) {
            all.addAll(List.of("safeconduct.server." + settings[i], settings[i + 1]));
        }
        return Configs.with(all.toArray(String[]::new));
    }

    /** Without the warnings, of secrets on the command line. */
    private static List<String> problems(String... settings) {
        return Configs.problems(servers(settings).load()).stream()
                .filter(line -> line.startsWith("SERVER"))
                .toList();
    }

    @Test
    void a_login_is_passed_on_from_server_to_server() {
        Config config = servers(
                        "a.grant",
                        "token_exchange",
                        "a.from",
                        "b",
                        "b.grant",
                        "token_exchange",
                        "b.from",
                        "login",
                        "b.subject-token-type",
                        "urn:ietf:params:oauth:token-type:id_token")
                .load();
        assertThat(config.problems()).isEmpty();
        assertThat(config.server("a").from()).isEqualTo("b");
        assertThat(config.server("login").wantsIdToken()).isTrue();
        assertThat(config.server("b").wantsIdToken()).isFalse();
    }

    @Test
    void a_cycle_names_all_its_keys() {
        assertThat(problems("a.grant", "token_exchange", "a.from", "a"))
                .singleElement()
                .asString()
                .startsWith("SERVER a safeconduct.server.a.from=a leads back to a");
        List<String> two =
                problems("a.grant", "token_exchange", "a.from", "b", "b.grant", "token_exchange", "b.from", "a");
        assertThat(two)
                .hasSize(2)
                .allMatch(line ->
                        line.contains("safeconduct.server.a.from=b") && line.contains("safeconduct.server.b.from=a"));
    }

    @Test
    void a_server_that_is_not_configured_is_named_with_the_nearest() {
        assertThat(problems("a.grant", "token_exchange", "a.from", "logn"))
                .singleElement()
                .asString()
                .contains("safeconduct.server.a.from=logn", "did you mean login?");
        assertThat(problems("a.grant", "token_exchange", "a.from", "keycloak"))
                .singleElement()
                .asString()
                .contains("set safeconduct.server.keycloak.url");
    }

    @Test
    void a_server_whose_source_is_left_out_is_left_out_too() {
        Config config = servers("a.grant", "token_exchange", "a.from", "b", "b.scopes", "typo")
                .load();
        assertThat(Configs.names(config)).containsExactly("login");
        assertThat(Configs.problems(config))
                .anyMatch(
                        line -> line.startsWith("SERVER a ") && line.contains("a.from=b") && line.contains("left out"));
    }

    @Test
    void a_setting_that_would_have_no_effect_is_an_error() {
        assertThat(problems("a.from", "login"))
                .singleElement()
                .asString()
                .contains("safeconduct.server.a.from has no effect with safeconduct.server.a.grant=authorization_code")
                .contains("token_exchange", "id_jag", "id_token_forwarding");
        assertThat(problems("a.grant", "token_exchange", "a.from", "login", "a.subject-token", "secret"))
                .singleElement()
                .asString()
                .contains("safeconduct.server.a.from and safeconduct.server.a.subject-token are both set");
        assertThat(problems("a.grant", "id_token_forwarding"))
                .singleElement()
                .asString()
                .contains("needs safeconduct.server.a.from");
    }

    @Test
    void only_a_login_that_can_be_passed_on_is() {
        assertThat(problems("a.grant", "token_exchange", "a.from", "b", "b.grant", "token", "b.token", "secret"))
                .singleElement()
                .asString()
                .contains("a.from=b", "goes to no other", "b.grant=token");
        assertThat(problems(
                        "a.grant",
                        "id_token_forwarding",
                        "a.from",
                        "b",
                        "b.grant",
                        "client_credentials",
                        "b.client-id",
                        "me",
                        "b.client-secret",
                        "secret"))
                .singleElement()
                .asString()
                .contains("a.from=b", "ID token", "b.grant=client_credentials");
        assertThat(problems("a.grant", "token_exchange", "a.from", "b", "b.bearer", "id_token"))
                .singleElement()
                .asString()
                .contains("a.from=b", "access token", "b.bearer=id_token");
        assertThat(problems("a.grant", "id_token_forwarding", "a.from", "b", "b.bearer", "id_token"))
                .isEmpty();
        assertThat(problems("a.grant", "token_exchange", "a.from", "b", "b.session", "alice"))
                .singleElement()
                .asString()
                .contains("safeconduct.server.a.session", "safeconduct.server.b.session");
    }

    @Test
    void an_id_token_as_the_bearer_needs_a_login_and_no_proof() {
        assertThat(problems("a.bearer", "id_token")).isEmpty();
        assertThat(servers("a.bearer", "id_token").load().server("a").dpop()).isEqualTo(DpopMode.NEVER);
        assertThat(problems(
                        "a.bearer",
                        "id_token",
                        "a.grant",
                        "client_credentials",
                        "a.client-id",
                        "me",
                        "a.client-secret",
                        "s"))
                .singleElement()
                .asString()
                .contains("safeconduct.server.a.bearer=id_token", "a.grant=client_credentials");
        assertThat(problems("a.bearer", "id_token", "a.dpop", "always"))
                .singleElement()
                .asString()
                .contains("safeconduct.server.a.bearer=id_token", "safeconduct.server.a.dpop=always");
    }
}
