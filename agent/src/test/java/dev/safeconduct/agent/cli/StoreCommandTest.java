package dev.safeconduct.agent.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.oauth.OAuthJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code store}: keys, and what is there encrypted by them. */
class StoreCommandTest extends CommandLineTest {

    private String newKey() {
        return cli.run("store", "new-key").out().strip();
    }

    private Map<String, String> stored() throws IOException {
        Map<String, String> stored = new TreeMap<>();
        try (Stream<Path> files = Files.walk(directory.resolve("tokens"))) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".json")).toList()) {
                stored.put(file.toString(), Files.readString(file, ISO_8859_1));
            }
        }
        return stored;
    }

    /** By a file, as a key on the command line would be warned of. */
    private void key(String setting, String value) {
        cli.properties.put("safeconduct.store." + setting, "${env:" + setting + "}");
        cli.environment.put(setting, value);
    }

    @Test
    void a_new_key_is_random_bytes_and_is_printed_alone() throws Exception {
        Cli.Result result = cli.run("store", "new-key");
        assertThat(result.code()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(Base64.getDecoder().decode(result.out().strip())).hasSize(32);
        assertThat(newKey()).isNotEqualTo(result.out().strip());
        assertThat(directory.resolve("tokens")).doesNotExist();
    }

    @Test
    void store_alone_names_its_commands() {
        Cli.Result result = cli.run("store");
        assertThat(result.code()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err()).contains("Name a command: store encrypt or store new-key.");
        assertThat(cli.run("store", "encript").code()).isEqualTo(ExitCode.USAGE);
        assertThat(cli.run("store", "encrypt", "--help").out()).contains("old key");
    }

    @Test
    void logins_go_on_after_encryption_and_after_another_key() throws Exception {
        cli.runAndLogIn("login", url, "--no-browser");
        String token = cli.run("token", url).out();
        int entries = stored().size();
        String one = newKey();
        key("key", one);

        Cli.Result refused = cli.run("token", url);
        assertThat(refused.code()).isEqualTo(ExitCode.STORE);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err()).contains("is not encrypted, although safeconduct.store.key is set", "store encrypt");
        assertThat(cli.run("status").code()).isEqualTo(ExitCode.STORE);

        Cli.Result encrypted = cli.run("store", "encrypt");
        assertThat(encrypted.code()).as(encrypted.err()).isZero();
        assertThat(encrypted.out().lines())
                .containsExactly(
                        "Encrypted: " + entries,
                        "Encrypted again, with the present key: 0",
                        "Unchanged: 0",
                        "Failed: 0");
        assertThat(encrypted.err()).isEmpty();
        assertThat(stored().values()).allMatch(content -> content.startsWith("SCSEAL"));
        assertThat(cli.run("token", url).out()).isEqualTo(token);
        assertThat(cli.run("status").code()).isZero();

        key("key", newKey());
        key("old-keys", one);
        assertThat(cli.run("token", url).out()).isEqualTo(token);
        Map<String, Object> counts = OAuthJson.parseObject(
                cli.run("store", "encrypt", "-o", "json").out().getBytes(StandardCharsets.UTF_8), "counts");
        assertThat(counts)
                .containsEntry("reencrypted", entries)
                .containsEntry("encrypted", 0)
                .containsEntry("failed", 0);
        cli.properties.remove("safeconduct.store.old-keys");
        assertThat(cli.run("token", url).out()).isEqualTo(token);
        assertThat(cli.run("store", "encrypt").out()).contains("Unchanged: " + entries);
        assertThat(cli.run("logout", url).code()).isZero();
    }

    @Test
    void with_a_wrong_key_or_none_nothing_is_done_and_nothing_is_changed() throws Exception {
        key("key", newKey());
        cli.runAndLogIn("login", url, "--no-browser");
        Map<String, String> before = stored();
        as.forgetRequests();
        for (boolean isSet : new boolean[] {true, false}) {
            key("key", newKey());
            if (!isSet) {
                cli.properties.remove("safeconduct.store.key");
            }
            for (String[] command : new String[][] {
                {"token", url}, {"login", url}, {"login", url, "--force"}, {"logout", url}, {"status"}
            }) {
                Cli.Result result = cli.run(command);
                assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.STORE);
                assertThat(result.err())
                        .as(command[0])
                        .contains(
                                "is encrypted with the key",
                                isSet ? "Add it to safeconduct.store.old-keys" : "Set safeconduct.store.key to it");
            }
        }
        // What is public may be looked up; no client is registered, no page shown, nothing refreshed or revoked.
        assertThat(as.requests()).allMatch(request -> request.path().startsWith("/.well-known/"));
        assertThat(stored()).isEqualTo(before);
    }

    @Test
    void to_encrypt_without_a_key_is_an_error_that_names_the_settings() throws Exception {
        cli.runAndLogIn("login", url, "--no-browser");
        Map<String, String> before = stored();
        Cli.Result result = cli.run("store", "encrypt");
        assertThat(result.code()).isEqualTo(ExitCode.STORE);
        assertThat(result.err()).contains("set safeconduct.store.key or safeconduct.store.key-command");
        assertThat(stored()).isEqualTo(before);
    }

    @Test
    void a_key_that_is_not_one_is_an_error_before_anything_is_written() throws Exception {
        key("key", "k9canary");
        Cli.Result result = cli.run("login", url, "--no-browser");
        assertThat(result.code()).isEqualTo(ExitCode.STORE);
        assertThat(result.err())
                .contains("safeconduct.store.key is not a key", "openssl rand -base64 32")
                .doesNotContain("k9canary");
        assertThat(as.requests()).noneMatch(request -> request.path().equals("/register"));
    }

    @Test
    void a_key_that_is_set_but_empty_is_an_error_and_does_not_switch_encryption_off() throws Exception {
        for (String variable : new String[] {"KEY", "KEY_COMMAND", "OLD_KEYS"}) {
            cli.environment.put("SAFECONDUCT__STORE__" + variable, "");
            Cli.Result result = cli.run("login", url, "--no-browser");
            assertThat(result.code()).as(variable).isEqualTo(ExitCode.GENERAL);
            assertThat(result.err()).contains("is set but empty");
            cli.environment.remove("SAFECONDUCT__STORE__" + variable);
        }
        assertThat(as.requests()).isEmpty();
    }

    @Test
    void t91_a_command_for_the_key_that_others_could_write_is_not_run() throws Exception {
        cli.environment.put("SAFECONDUCT__STORE__KEY_COMMAND", "/bin/touch " + directory.resolve("ran"));
        Cli.Result result = cli.run("login", url, "--no-browser");
        assertThat(result.code()).isEqualTo(ExitCode.GENERAL);
        assertThat(result.err()).contains("safeconduct.store.key-command names a program to run");
        assertThat(directory.resolve("ran")).doesNotExist();
    }

    @Test
    void an_entry_that_cannot_be_encrypted_is_named_and_the_others_are() throws Exception {
        cli.runAndLogIn("login", url, "--no-browser");
        Path note = Files.writeString(directory.resolve("tokens/note.json"), "not a record");
        key("key", newKey());
        Cli.Result result = cli.run("store", "encrypt");
        assertThat(result.code()).isEqualTo(ExitCode.STORE);
        assertThat(result.out()).contains("Failed: 1");
        assertThat(result.err()).contains(note + " cannot be read, and was left as it is");
        assertThat(cli.run("token", url).code()).isZero();
    }
}
