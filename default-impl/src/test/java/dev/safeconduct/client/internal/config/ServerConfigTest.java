package dev.safeconduct.client.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.internal.grant.GrantFlows;
import dev.safeconduct.client.oauth.ConfigException;
import dev.safeconduct.client.oauth.ServerUrl;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServerConfigTest {

    @Test
    void values_and_defaults() throws ConfigException {
        ServerConfig server = server(
                "client-id",
                "me",
                "allow-missing-s256",
                "TRUE",
                "authorize.login_hint",
                "zoe",
                "authorize.audience",
                "x",
                "token.extra",
                "${env:E}");
        assertThat(server.name()).isEqualTo("a");
        assertThat(server.url().text()).isEqualTo("https://h/mcp");
        assertThat(server.clientId()).isEqualTo("me");
        assertThat(server.scope()).isNull();
        assertThat(server.grant().name()).isEqualTo("authorization_code");
        assertThat(server.allowHttp()).isFalse();
        assertThat(server.allowMissingS256()).isTrue();
        assertThat(server.extraAuthorizeParameters()).containsOnlyKeys("audience", "login_hint");
        assertThat(server.extraTokenParameters())
                .containsEntry("extra", "from-env")
                .hasSize(1);
        assertThat(server).hasToString("a https://h/mcp");
    }

    @Test
    void ad_hoc() {
        ServerConfig server = ServerConfig.adHoc(ServerUrl.parse("https://h/mcp/"), GrantFlows.ALL);
        assertThat(server.tokenKey()).isEqualTo(TokenKey.of("https://h/mcp/"));
        assertThat(server.name()).isEqualTo("https://h/mcp/");
        assertThat(server.extraAuthorizeParameters()).isEmpty();
        assertThat(ServerConfig.adHoc(ServerUrl.parse("http://localhost:1"), GrantFlows.ALL)
                        .url()
                        .port())
                .isEqualTo(1);
        assertThatThrownBy(() -> ServerConfig.adHoc(ServerUrl.parse("http://h"), GrantFlows.ALL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("https");
    }

    @Test
    void profile_is_default_where_nothing_of_it_is_configured() {
        assertThat(server("scope", "x", "issuer", "https://as", "client-secret", "s", "grant", "authorization_code")
                        .tokenKey())
                .isEqualTo(TokenKey.of("https://h/mcp"));
        assertThat(server("session", "zoe").tokenKey()).isEqualTo(new TokenKey("zoe", "https://h/mcp", "default"));
    }

    @Test
    void t17_profiles_differ() {
        Set<String> profiles = new HashSet<>();
        List<ServerConfig> servers = List.of(
                server(),
                server("grant", "client_credentials", "client-id", "svc", "client-secret", "s"),
                server("client-id", "x"),
                server("account", "x"),
                server("resource", "x:y"),
                server("audience", "x:y"),
                server("grant", "client_credentials", "client-id", "x", "client-secret", "s"),
                server("client-id", "x", "account", "y"),
                server("client-id", "x\naccount=1:y"));
        for (ServerConfig server : servers) {
            String profile = server.tokenKey().profile();
            assertThat(profiles.add(profile)).as(profile).isTrue();
            assertThat(profile).matches("default|[0-9a-f]{16}");
        }
    }

    @Test
    void profile_is_the_same_for_ever() {
        // Records in people's stores are named by it: printf 'client-id=1:x\n' | sha256sum
        assertThat(server("client-id", "x").tokenKey().profile()).isEqualTo("f8428620012f733b");
        assertThat(server("client-id", "${env:X}").tokenKey().profile()).isEqualTo("f8428620012f733b");
    }

    private static ServerConfig server(String... settings) {
        Configs configs =
                Configs.with("safeconduct.server.a.url", "https://h/mcp").env("E", "from-env", "X", "x");
        for (int i = 0; i < settings.length; i += 2) {
            configs.properties.put("safeconduct.server.a." + settings[i], settings[i + 1]);
        }
        ServerConfig server = configs.load().server("a");
        assertThat(server).as("%s", configs.load().problems()).isNotNull();
        return server;
    }
}
