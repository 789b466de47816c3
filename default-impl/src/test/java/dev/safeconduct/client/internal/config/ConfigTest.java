package dev.safeconduct.client.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.internal.request.ServerMatcher;
import dev.safeconduct.spi.ProviderConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTest {

    private static final String URL = "safeconduct.server.a.url";

    @Test
    void every_key_is_in_the_table_once() {
        Set<String> names = new HashSet<>();
        for (ConfigKey key : ConfigKeys.all()) {
            assertThat(names.add(key.name())).as(key.name()).isTrue();
            String written =
                    key.name().replace("<name>", "a").replace("<param>", "p").replace("<key>", "k");
            assertThat(ConfigKeys.find(written)).as(written).isSameAs(key);
            String defaultValue = key.defaultValue();
            if (defaultValue != null) {
                assertThat(ValueCheck.complaint(key, defaultValue)).as(written).isNull();
            }
        }
    }

    @Test
    void nothing_is_configured() {
        Config config = new Configs().load();
        assertThat(config.isDisabled()).isFalse();
        assertThat(config.servers()).isEmpty();
        assertThat(config.problems()).isEmpty();
        assertThat(config.get("safeconduct.login")).isEqualTo("never");
        assertThat(config.get("safeconduct.nonsense")).isNull();
        assertThat(config.get("safeconduct.store", "file")).isEqualTo("file");
        assertThat(config.duration("safeconduct.http.timeout")).isEqualTo(Duration.ofSeconds(15));
        assertThat(config.duration("safeconduct.http.connect-timeout")).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.duration("safeconduct.login.wait")).isZero();
        assertThat(config.flag("safeconduct.agent.enabled")).isTrue();
        assertThat(config.list("safeconduct.agent.clients")).isEmpty();
        assertThatThrownBy(() -> config.duration("safeconduct.callback.port"))
                .isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "False", "no", "0"})
    void kill_switch(String value) {
        assertThat(Configs.with("safeconduct.agent.enabled", value).load().isDisabled())
                .isTrue();
        assertThat(new Configs()
                        .env("SAFECONDUCT__AGENT__ENABLED", value)
                        .load()
                        .isDisabled())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "safeconduct.login, sometimes, 'is not one of never, prompt, auto'",
        "safeconduct.login.wait, 20, has no unit",
        "safeconduct.login.timeout, 0s, is zero",
        "safeconduct.callback.port, 65536, is not a port",
        "safeconduct.callback.port, -1, is not a port",
        "safeconduct.callback.host, 0.0.0.0, is not one of",
        "safeconduct.callback.path, cb, is not the path",
        "safeconduct.callback.path, /a/%2e, is not the path",
        "safeconduct.callback.path, /cb?x, is not the path",
        "safeconduct.store, Redis!, is not a name",
        "safeconduct.agent.enabled, yes, is neither true nor false",
        "safeconduct.agent.clients, 'jdk,,x', is not a list of names",
        "safeconduct.agent.relocated, 'com.acme.okhttp3', is not a list of packages and clients",
        "safeconduct.agent.relocated, 'com.acme=okhttp,', is not a list of packages and clients",
        "safeconduct.agent.relocated, 'com..acme=okhttp', is not a list of packages and clients",
        "safeconduct.discovery, Static!, is not a name",
        "safeconduct.agent.jmx, on, is neither true nor false",
        "safeconduct.agent.log, warn # quiet, a comment needs a line of its own",
        "safeconduct.agent.log-file, ${env:NOT_THERE}, takes its value from the environment variable NOT_THERE",
    })
    void bad_global_value_disables_and_counts_as_not_set(String key, String value, String remark) {
        Config config = Configs.with(key, value, URL, "https://h").load();
        assertThat(config.isDisabled()).isTrue();
        assertThat(Configs.problems(config))
                .singleElement()
                .asString()
                .startsWith("GLOBAL null " + key)
                .contains(remark);
        assertThat(config.problems().get(0).origin()).isEqualTo("-D" + key);
        ConfigKey known = ConfigKeys.find(key);
        assertThat(config.get(key)).isEqualTo(known == null ? null : known.defaultValue());
        assertThat(Configs.names(config)).containsExactly("a");
        assertThat(new Configs()
                        .env("SAFECONDUCT__" + variable(key), value)
                        .load()
                        .isDisabled())
                .as("in the environment")
                .isTrue();
    }

    @Test
    void relocated_copies_are_named_before_a_file_is_read(@TempDir Path directory) throws IOException {
        String key = "safeconduct.agent.relocated";
        String value = "com.acme.okhttp3 = okhttp,com.acme_1.$x=netty";
        assertThat(Configs.with(key, value, URL, "https://h").load().list(key))
                .containsExactly("com.acme.okhttp3 = okhttp", "com.acme_1.$x=netty");
        assertThat(new Configs()
                        .env("SAFECONDUCT__AGENT__RELOCATED", value)
                        .load()
                        .problems())
                .isEmpty();
        Path file = Files.writeString(
                directory.resolve("c.properties"),
                "safeconduct.agent.relocated=com.acme=okhttp\n" + URL + "=https://h\n");
        Config config = new Configs().argument(file.toString()).load();
        assertThat(Configs.problems(config))
                .containsExactly(
                        "GLOBAL null safeconduct.agent.relocated has no effect in a file, which is read when the"
                                + " first client is found: set it with -D, or in the environment");
        assertThat(config.list(key)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "grant, id_token_forwarding, =id_token_forwarding needs safeconduct.server.b.from",
        "grant, password, is not one of",
        "client-auth, private_key_jwt, =private_key_jwt needs safeconduct.server.b.client-id and",
        "client-key, CANARY, client-key needs safeconduct.server.b.client-id: set it",
        "from, b, has no effect with safeconduct.server.b.grant=authorization_code",
        "idp.issuer, CANARY, is not an http or https URL",
        "allow-http, maybe, neither true nor false",
        "issuer, https://me:CANARY@h, is not an http or https URL",
        "issuer, h, is not an http or https URL",
        "redirect-uri, app:/x, is not an http or https URL",
        "client-metadata-url, http://example.com/client.json, is not the URL of a client metadata document",
        "client-metadata-url, https://example.com/, is not the URL of a client metadata document",
        "client-metadata-url, https://example.com/a/../b, is not the URL of a client metadata document",
        "client-metadata-url, https://example.com/client.json?CANARY, is not the URL of a client metadata document",
        "resource, relative, is not an absolute URI",
        "resource, https://h/#CANARY, is not an absolute URI",
        "authorize.state, CANARY, state is set by Safeconduct itself",
        "authorize.code_challenge_method, plain, is set by Safeconduct itself",
        "token.grant_type, CANARY, grant_type is set by Safeconduct itself",
        "client-secret, CANARY # old, a comment needs a line of its own",
        "scope, ${file:/not/there}, takes its value from the file /not/there",
        "scope, ${env:X, without its }",
        "clientid, CANARY, 'did you mean safeconduct.server.b.client-id?'",
        "url, https://h?CANARY, is refused: the URL has a query",
        "url, http://h, is plain http to another machine",
    })
    void bad_server_value_drops_that_server(String suffix, String value, String remark) {
        Configs configs = Configs.with(URL, "https://a", "safeconduct.server.b.url", "https://b");
        configs.properties.put("safeconduct.server.b." + suffix, value);
        Config config = configs.load();
        assertThat(Configs.names(config)).containsExactly("a");
        assertThat(config.isDisabled()).isFalse();
        assertThat(config.problems())
                .filteredOn(p -> p.scope() == ConfigProblem.Scope.SERVER)
                .hasSize(1);
        assertThat(Configs.problems(config).get(0))
                .startsWith("SERVER b safeconduct.server.b." + suffix)
                .contains(remark);
        assertThat(config.problems().toString()).doesNotContain("CANARY");
    }

    @Test
    void server_without_url_and_with_bad_name() {
        Config config = Configs.with(
                        "safeconduct.server.b.scope", "x", "safeconduct.server.My_C.url", "https://c", URL, "https://a")
                .load();
        assertThat(Configs.names(config)).containsExactly("a");
        assertThat(Configs.problems(config))
                .anyMatch(line -> line.startsWith("SERVER b safeconduct.server.b.url is missing"))
                .anyMatch(line -> line.startsWith("SERVER My_C safeconduct.server.My_C.url has a server name"))
                .hasSize(2);
    }

    @Test
    void plain_http_is_allowed_by_name() {
        Config config = Configs.with(
                        URL,
                        "http://h",
                        "safeconduct.server.a.allow-http",
                        "true",
                        "safeconduct.server.b.url",
                        "http://127.0.0.1:8080/mcp")
                .load();
        assertThat(Configs.names(config)).containsExactly("a", "b");
        assertThat(config.server("a").allowHttp()).isTrue();
        assertThat(config.server("b").allowHttp()).isFalse();
    }

    @Test
    void two_servers_with_one_url() {
        Config config = Configs.with(URL, "https://h/x", "safeconduct.server.b.url", "https://H:443/x")
                .load();
        assertThat(Configs.names(config)).containsExactly("a", "b");
        assertThat(Configs.problems(config)).singleElement().asString().startsWith("WARNING b the servers a and b");
        assertThat(new ServerMatcher(config.servers()).match("https", "h", -1, "/x"))
                .isSameAs(config.server("a"));
    }

    @ParameterizedTest
    @CsvSource({
        "safeconduct.logn, 'did you mean safeconduct.login?'",
        "safeconduct.agent.logfile, 'did you mean safeconduct.agent.log-file?'",
        "safeconduct.http.timout, 'did you mean safeconduct.http.timeout?'",
        "safeconduct.store.file.directory, 'did you mean safeconduct.store.file.dir?'",
        "safeconduct.store.vault.address, see the list",
        "safeconduct.server.url, 'did you mean safeconduct.server.<name>.url?'",
        "safeconduct.servers.hub.url, 'did you mean safeconduct.server.hub.url?'",
        "safeconduct.hub.client-id, 'did you mean safeconduct.server.hub.client-id?'",
        "safeconduct.xyzzy, see the list",
        "safeconduct., see the list",
    })
    void unknown_key_is_an_error_or_in_the_environment_a_warning(String key, String remark) {
        Config config = Configs.with(key, "CANARY").load();
        assertThat(config.isDisabled()).isTrue();
        assertThat(Configs.problems(config))
                .singleElement()
                .asString()
                .contains(remark)
                .doesNotContain("CANARY");
        Config mild =
                new Configs().env("SAFECONDUCT__" + variable(key), "CANARY").load();
        assertThat(mild.isDisabled()).isFalse();
        assertThat(Configs.problems(mild))
                .singleElement()
                .asString()
                .startsWith("WARNING")
                .contains(remark);
    }

    @Test
    void unknown_server_key_in_the_environment_leaves_the_server() {
        Config config = Configs.with(URL, "https://h")
                .env("SAFECONDUCT__SERVER__A__CLENT_ID", "x")
                .load();
        assertThat(Configs.names(config)).containsExactly("a");
        assertThat(Configs.problems(config))
                .singleElement()
                .asString()
                .startsWith("WARNING a safeconduct.server.a.clent-id is not a key")
                .contains("did you mean safeconduct.server.a.client-id?");
    }

    @Test
    void keys_of_a_foreign_provider_are_its_own() {
        Config config = Configs.with(
                        "safeconduct.store", "vault",
                        "safeconduct.store.vault.address", "CANARY",
                        "safeconduct.store.vault.role", "${env:ROLE}")
                .env("ROLE", "reader")
                .load();
        assertThat(config.problems()).isEmpty();
        ProviderConfig provider = config.providerConfig(Clock.systemUTC());
        assertThat(provider.get("safeconduct.store.vault.address")).isEqualTo("CANARY");
        assertThat(provider.get("safeconduct.store.vault.role")).isEqualTo("reader");
        assertThat(config.setting("safeconduct.store.vault.address").value()).isEqualTo("(hidden)");
        assertThat(config.setting("safeconduct.store.vault.role").value()).isEqualTo("${env:ROLE}");
        assertThat(provider.toString()).doesNotContain("CANARY");
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "jdbc"})
    void so_are_those_of_the_stores_that_come_as_extensions(String store) {
        Config config = Configs.with("safeconduct.store", store, "safeconduct.store." + store + ".url", "CANARY")
                .load();
        assertThat(config.problems()).isEmpty();
        assertThat(config.providerConfig(Clock.systemUTC()).get("safeconduct.store." + store + ".url"))
                .isEqualTo("CANARY");
    }

    @Test
    void discovery_is_served() {
        assertThat(new Configs().load().get("safeconduct.discovery")).isEqualTo("http");
        Config config = Configs.with("safeconduct.discovery", "static", "safeconduct.discovery.dir", "/etc/metadata")
                .load();
        assertThat(config.problems()).isEmpty();
        assertThat(config.get("safeconduct.discovery")).isEqualTo("static");
        assertThat(config.get("safeconduct.discovery.dir")).isEqualTo("/etc/metadata");

        assertThat(Configs.with("safeconduct.discovery", "consul", "safeconduct.discovery.consul.address", "CANARY")
                        .load()
                        .problems())
                .isEmpty();
        for (String ours : Set.of("http", "static")) {
            assertThat(Configs.with("safeconduct.discovery", ours, "safeconduct.discovery." + ours + ".x", "y")
                            .load()
                            .isDisabled())
                    .as(ours)
                    .isTrue();
        }
    }

    @Test
    void lists() {
        assertThat(Configs.with("safeconduct.agent.clients", "jdk-http, okhttp")
                        .load()
                        .list("safeconduct.agent.clients"))
                .containsExactly("jdk-http", "okhttp");
    }

    @ParameterizedTest
    @CsvSource({
        "500ms, PT0.5S",
        "20s, PT20S",
        "10m, PT10M",
        "2h, PT2H",
        "1d, PT24H",
        "0s, PT0S",
        "PT20S, PT20S",
        "pt1m, PT1M",
    })
    void durations(String text, Duration duration) {
        assertThat(Durations.parse(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "20",
                "0",
                "s",
                "-5s",
                "PT-5S",
                "20 s",
                "1.5s",
                "20S",
                "20sec",
                "P",
                "99999999999999999999s",
                "9223372036854775807d",
                "5000d",
                "",
                "٢s"
            })
    void no_durations(String text) {
        assertThatThrownBy(() -> Durations.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    private static String variable(String key) {
        return key.substring("safeconduct.".length())
                .toUpperCase(java.util.Locale.ROOT)
                .replace(".", "__")
                .replace('-', '_');
    }
}
