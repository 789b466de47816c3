package dev.safeconduct.client.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingSourcesTest {

    private static final String URL = "safeconduct.server.a.url";

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void file() {
        file = directory.resolve("some.properties");
    }

    @Test
    void system_property_then_environment_then_file_then_default() throws IOException {
        Files.writeString(file, "# ours\nsafeconduct.login = prompt\nsafeconduct.login.wait=3s\n");
        Configs configs = new Configs().argument(file.toString());

        assertThat(configs.load().setting("safeconduct.login"))
                .isEqualTo(new Setting("prompt", "file " + file + " line 2"));
        configs.env("SAFECONDUCT__LOGIN", "auto");
        assertThat(configs.load().setting("safeconduct.login"))
                .isEqualTo(new Setting("auto", "environment SAFECONDUCT__LOGIN"));
        configs.properties.put("safeconduct.login", "never");
        Config config = configs.load();
        assertThat(config.setting("safeconduct.login")).isEqualTo(new Setting("never", "-Dsafeconduct.login"));
        assertThat(config.setting("safeconduct.login.timeout")).isEqualTo(new Setting("10m", "default"));
        assertThat(config.setting("safeconduct.store")).isNull();
        assertThat(config.duration("safeconduct.login.wait")).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.keys()).containsExactly("safeconduct.login", "safeconduct.login.wait");
        assertThat(config.problems()).isEmpty();
    }

    @Test
    void empty_is_not_set() {
        Config config = Configs.with("safeconduct.login", " ")
                .env("SAFECONDUCT__LOGIN", "auto")
                .load();
        assertThat(config.get("safeconduct.login")).isEqualTo("auto");
        assertThat(Configs.with("safeconduct.login", "").load().get("safeconduct.login"))
                .isEqualTo("never");
    }

    @Test
    void file_of_the_argument_then_of_the_variable_then_of_the_home() throws IOException {
        Path usual = directory.resolve(".config/safeconduct/safeconduct.properties");
        Files.createDirectories(usual.getParent());
        Files.writeString(usual, "safeconduct.store=usual");
        Path variable = directory.resolve("variable.properties");
        Files.writeString(variable, "safeconduct.store=variable");
        Files.writeString(file, "safeconduct.store=argument");
        Configs configs = new Configs().env("HOME", directory.toString());

        assertThat(configs.load().get("safeconduct.store")).isEqualTo("usual");
        configs.env("SAFECONDUCT_CONFIG", variable.toString());
        assertThat(configs.load().get("safeconduct.store")).isEqualTo("variable");
        assertThat(configs.load().problems()).isEmpty();
        assertThat(configs.argument("https://h").load().get("safeconduct.store"))
                .isEqualTo("variable");
        assertThat(configs.argument(file.toString()).load().get("safeconduct.store"))
                .isEqualTo("argument");
        assertThat(configs.argument("").load().get("safeconduct.store")).isEqualTo("variable");
    }

    @Test
    void no_file_at_home_is_no_problem() {
        Config config = new Configs().env("HOME", directory.toString()).load();
        assertThat(config.problems()).isEmpty();
        assertThat(config.isDisabled()).isFalse();
    }

    @Test
    void named_file_that_is_not_there_disables() {
        for (Configs configs : new Configs[] {
            new Configs().argument(file.toString()),
            new Configs().env("SAFECONDUCT_CONFIG", file.toString()),
            new Configs().argument(directory.toString()),
            new Configs().argument("no\0path"),
        }) {
            Config config = configs.load();
            assertThat(config.isDisabled()).isTrue();
            assertThat(config.problems()).hasSize(1);
        }
    }

    @Test
    void file_is_utf8() throws IOException {
        Files.writeString(file, "\uFEFFsafeconduct.server.a.account=zoë\n" + URL + "=https://h");
        Config config = new Configs().argument(file.toString()).load();
        assertThat(config.get("safeconduct.server.a.account")).isEqualTo("zoë");
        Files.write(file, new byte[] {'a', '=', (byte) 0xff});
        assertThat(Configs.problems(new Configs().argument(file.toString()).load()))
                .singleElement()
                .asString()
                .contains("UTF-8");
    }

    @Test
    void file_has_the_syntax_of_properties_and_line_numbers() throws IOException {
        Files.writeString(
                file,
                "! comment\r\n\r\n  # comment \\\r\n safeconduct.login : \\\r\n    aut\\u006F\r\n"
                        + "safeconduct.server.a.url https\\://h\n"
                        + "safeconduct.server.a.account=one\\\\\r"
                        + "safeconduct.store=file\n");
        Config config = new Configs().argument(file.toString()).load();
        String origin = "file " + file + " line ";
        assertThat(config.setting("safeconduct.login")).isEqualTo(new Setting("auto", origin + 4));
        assertThat(config.setting(URL)).isEqualTo(new Setting("https://h", origin + 6));
        assertThat(config.setting("safeconduct.server.a.account")).isEqualTo(new Setting("one\\", origin + 7));
        assertThat(config.setting("safeconduct.store")).isEqualTo(new Setting("file", origin + 8));
        assertThat(config.problems()).isEmpty();
    }

    @Test
    void last_of_two_counts_and_malformed_escape_is_a_problem() throws IOException {
        Files.writeString(file, "safeconduct.login=auto\nsafeconduct.login=prompt\nsafeconduct.store=\\uXYZ!\n");
        Config config = new Configs().argument(file.toString()).load();
        assertThat(config.get("safeconduct.login")).isEqualTo("prompt");
        assertThat(config.problems())
                .extracting(ConfigProblem::text)
                .satisfiesExactly(
                        escape -> assertThat(escape).contains("malformed").contains("line 3"),
                        twice -> assertThat(twice).contains("set twice").contains("line 2"));
    }

    @Test
    void argument_that_is_a_url() {
        Config config = Configs.with("safeconduct.server.default.client-id", "me")
                .env("SAFECONDUCT__SERVER__B__URL", "https://b")
                .argument("HTTPS://H.example/mcp")
                .load();
        assertThat(Configs.names(config)).containsExactly("b", "default");
        assertThat(config.server("default")).isNotNull();
        assertThat(config.server("default").url().text()).isEqualTo("https://h.example/mcp");
        assertThat(config.server("default").clientId()).isEqualTo("me");
        assertThat(config.setting("safeconduct.server.default.url"))
                .isEqualTo(new Setting("HTTPS://H.example/mcp", "agent argument"));
        Config bad = new Configs().argument("https://me:CANARY@h").load();
        assertThat(bad.servers()).isEmpty();
        assertThat(bad.isDisabled()).isFalse();
        assertThat(Configs.problems(bad))
                .singleElement()
                .asString()
                .startsWith("SERVER default safeconduct.server.default.url is refused")
                .doesNotContain("CANARY");
    }

    @ParameterizedTest
    @CsvSource({
        "SAFECONDUCT__LOGIN, safeconduct.login",
        "SAFECONDUCT__LOGIN__WAIT, safeconduct.login.wait",
        "SAFECONDUCT__STORE__FILE__DIR, safeconduct.store.file.dir",
        "SAFECONDUCT__AGENT__LOG_FILE, safeconduct.agent.log-file",
        "SAFECONDUCT__SERVER__GITHUB__CLIENT_ID, safeconduct.server.github.client-id",
        "SAFECONDUCT__SERVER__MY_HUB__ALLOW_MISSING_S256, safeconduct.server.my-hub.allow-missing-s256",
        "SAFECONDUCT__SERVER__A__AUTHORIZE__LOGIN_HINT, safeconduct.server.a.authorize.login_hint",
        "SAFECONDUCT__SERVER__A_B__TOKEN__ACR_VALUES, safeconduct.server.a-b.token.acr_values",
        "SAFECONDUCT__, safeconduct.",
    })
    void environment_names(String variable, String key) {
        assertThat(EnvironmentNames.keyOf(variable)).isEqualTo(key);
    }

    @Test
    void single_underscore_is_pointed_out() {
        Config config = new Configs()
                .env("SAFECONDUCT_LOGIN", "CANARY", "SAFECONDUCTOR", "x", "safeconduct__login", "x")
                .load();
        assertThat(config.isDisabled()).isFalse();
        assertThat(Configs.problems(config))
                .singleElement()
                .asString()
                .startsWith("WARNING null SAFECONDUCT_LOGIN is not read")
                .doesNotContain("CANARY");
    }

    @ParameterizedTest
    @CsvSource({"Linux, /h", "Mac OS X, /h", "Windows 11, /u", "'', /h"})
    void home_directory(String system, String home) {
        Configs configs = Configs.with("os.name", system).env("HOME", "/h", "USERPROFILE", "/u");
        assertThat(configs.load().homeDirectory()).isEqualTo(Path.of(home));
        assertThat(new Configs().load().homeDirectory()).isNull();
        assertThat(new Configs().env("HOME", "").load().homeDirectory()).isNull();
    }
}
