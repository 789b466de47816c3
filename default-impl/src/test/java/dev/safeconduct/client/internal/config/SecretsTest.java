package dev.safeconduct.client.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.oauth.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretsTest {

    private static final String SECRET = "safeconduct.server.a.client-secret";

    @TempDir
    Path directory;

    @Test
    void file_is_read_again_at_each_use() throws IOException {
        Path secret = directory.resolve("secret");
        ServerConfig server = server("${file:" + secret + "}").load().server("a");
        assertThatThrownBy(() -> server.clientSecret())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(SECRET)
                .hasMessageContaining(secret.toString());
        Files.writeString(secret, "one\n");
        assertThat(server.clientSecret()).isEqualTo("one");
        Files.writeString(secret, "two\r\n");
        assertThat(server.clientSecret()).isEqualTo("two");
        Files.writeString(secret, "\n");
        assertThatThrownBy(() -> server.clientSecret()).hasMessageContaining("empty");
        Files.write(secret, new byte[64 * 1024 + 1]);
        assertThatThrownBy(() -> server.clientSecret()).hasMessageContaining("64 KiB");
    }

    @ParameterizedTest
    @CsvSource({
        "${env:A}, one",
        "x${env:A}y${env:B}z, xoneytwoz",
        "${env:A}${env:A}, oneone",
        "${env:NESTED}, ${env:A}",
        "$${env:A}}, $one}",
        "${other:A}, ${other:A}",
        "${A}, ${A}",
    })
    void references(String raw, String resolved) throws ConfigException {
        References references = new References(Map.of("A", "one", "B", "two", "NESTED", "${env:A}"));
        assertThat(references.resolve("key", raw)).isEqualTo(resolved);
    }

    @ParameterizedTest
    @CsvSource({"${env:GONE}, GONE", "${env:EMPTY}, EMPTY", "CANARY${env:GONE}, GONE", "CANARY${env:x, without its }"})
    void missing(String raw, String remark) {
        References references = new References(Map.of("EMPTY", "", "OTHER", "CANARY"));
        assertThatThrownBy(() -> references.resolve("the.key", raw))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("the.key")
                .hasMessageContaining(remark)
                .hasMessageNotContaining("CANARY");
    }

    @Test
    void t66_no_secret_is_shown() throws ConfigException {
        Configs configs =
                server("CANARY").env("CANARY_VARIABLE", "CANARY", "SAFECONDUCT__SERVER__A__TOKEN__API_KEY", "CANARY");
        Config config = configs.load();
        ServerConfig server = config.server("a");
        assertThat(server.clientSecret()).isEqualTo("CANARY");
        assertThat(server.extraTokenParameters()).containsEntry("api_key", "CANARY");
        StringBuilder shown = new StringBuilder();
        shown.append(config).append(server).append(config.problems());
        shown.append(new ConfigInput(configs.properties, configs.environment, null));
        for (String key : config.keys()) {
            shown.append(config.setting(key));
        }
        for (ConfigProblem problem : config.problems()) {
            shown.append(problem.text());
        }
        assertThat(shown).doesNotContain("CANARY").contains("(hidden)");
    }

    @Test
    void reference_is_shown() {
        Config config = server("${env:S}").env("S", "CANARY").load();
        assertThat(config.setting(SECRET)).isEqualTo(new Setting("${env:S}", "-D" + SECRET));
        assertThat(server("CANARY${env:S}").load().setting(SECRET).value()).isEqualTo("(hidden)");
        assertThat(config.problems()).isEmpty();
    }

    @Test
    void password_in_another_value_is_not_shown() {
        Config config = Configs.with("safeconduct.browser.command", "open https://me:CANARY@h")
                .load();
        assertThat(config.setting("safeconduct.browser.command").value()).isEqualTo("(hidden)");
    }

    @Test
    void a_proxy_is_a_secret_only_with_a_user_name() {
        String key = "safeconduct.http.proxy";
        Config plain = Configs.with(key, "http://proxy:3128").load();
        assertThat(plain.setting(key).value()).isEqualTo("http://proxy:3128");
        assertThat(plain.problems()).isEmpty();
        Config named = Configs.with(key, "me:CANARY@proxy:3128").load();
        assertThat(named.setting(key).value()).isEqualTo("(hidden)");
        assertThat(Configs.problems(named)).singleElement().asString().contains("command line");
        assertThat(Configs.with(key, "${file:/not/yet}").load().problems()).isEmpty();
    }

    @Test
    void literal_on_the_command_line_is_warned_of() {
        assertThat(Configs.problems(server("CANARY").load()))
                .singleElement()
                .asString()
                .startsWith("WARNING a " + SECRET + " is on the command line");
    }

    @ParameterizedTest
    @CsvSource({
        "CANARY, rw-r--r--, true",
        "CANARY, rw-r-----, true",
        "CANARY, rw-------, false",
        "${env:S}, rw-r--r--, false",
    })
    void literal_in_a_file_that_others_can_read(String value, String mode, boolean warned) throws IOException {
        Path file = directory.resolve("file.properties");
        Files.writeString(file, "safeconduct.server.a.url=https://h\n" + SECRET + "=" + value);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        Config config = new Configs().argument(file.toString()).load();
        assertThat(Configs.names(config)).containsExactly("a");
        if (warned) {
            assertThat(Configs.problems(config)).singleElement().asString().contains("chmod 600 " + file);
        } else {
            assertThat(config.problems()).isEmpty();
        }
    }

    @Test
    void line_that_lost_its_beginning_is_not_repeated() throws IOException {
        Path file = directory.resolve("file.properties");
        Files.writeString(file, "MIIEvQIBADANCANARYkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7\n");
        Config config = new Configs().argument(file.toString()).load();
        assertThat(config.isDisabled()).isTrue();
        assertThat(config.problems().toString()).doesNotContain("CANARY").contains("line 1");
    }

    private static Configs server(String secret) {
        return Configs.with("safeconduct.server.a.url", "https://h", SECRET, secret);
    }
}
