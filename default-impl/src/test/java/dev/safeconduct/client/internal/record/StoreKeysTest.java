package dev.safeconduct.client.internal.record;

import static dev.safeconduct.client.internal.record.StoreKeysFixture.ONE;
import static dev.safeconduct.client.internal.record.StoreKeysFixture.TWO;
import static dev.safeconduct.client.internal.record.StoreKeysFixture.keys;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.internal.TestClient.MovableClock;
import dev.safeconduct.spi.TokenStoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreKeysTest {

    private final MovableClock clock = new MovableClock();

    @TempDir
    private Path temp;

    private static byte[] id(String key) throws TokenStoreException {
        return StoreKey.parse("key", key).id();
    }

    @Test
    void a_key_may_be_written_in_base64_of_either_alphabet_or_in_hexadecimal_digits() throws Exception {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) 0xfb);
        String base64 = Base64.getEncoder().encodeToString(key);
        byte[] id = id(base64);
        assertThat(base64).contains("+");
        assertThat(id(Base64.getUrlEncoder().encodeToString(key))).isEqualTo(id);
        assertThat(id(Base64.getUrlEncoder().withoutPadding().encodeToString(key)))
                .isEqualTo(id);
        assertThat(id(HexFormat.of().formatHex(key))).isEqualTo(id);
        assertThat(id(HexFormat.of().withUpperCase().formatHex(key))).isEqualTo(id);
        assertThat(id(ONE)).isNotEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"k9canary", "k9canary=", "azljYW5hcnk", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gk9canary"})
    void what_is_not_a_key_is_refused_with_how_to_make_one_and_not_repeated(String text) {
        assertThatThrownBy(() -> keys("key", text).present())
                .isInstanceOf(TokenStoreException.class)
                .hasMessageStartingWith("safeconduct.store.key is not a key")
                .hasMessageContaining("openssl rand -base64 32")
                .hasMessageNotContaining(text)
                .hasNoCause();
        assertThatThrownBy(() -> keys("key", ONE, "old-keys", TWO + "\n" + text).present())
                .hasMessageStartingWith("safeconduct.store.old-keys: one of its values is not a key")
                .hasMessageNotContaining(text);
    }

    @Test
    void a_file_that_is_missing_is_named_with_the_key() {
        Path file = temp.resolve("key");
        assertThatThrownBy(() -> keys("key", "${file:" + file + "}").present())
                .isInstanceOf(TokenStoreException.class)
                .hasMessageContainingAll("safeconduct.store.key", file.toString());
    }

    @Test
    void two_sources_of_the_key_and_old_keys_alone_are_refused() {
        assertThatThrownBy(() ->
                        keys("key", ONE, "key-command", "/bin/echo " + ONE).present())
                .hasMessageContaining("safeconduct.store.key and safeconduct.store.key-command are both set");
        StoreKeys old = keys("old-keys", ONE);
        assertThat(old.areConfigured()).as("nothing is written in clear").isTrue();
        assertThatThrownBy(old::present)
                .hasMessageContaining("safeconduct.store.old-keys is set without safeconduct.store.key");
    }

    @Test
    void a_key_is_shown_by_its_id() throws Exception {
        StoreKeys keys = keys("key", ONE);
        assertThat(keys.present().toString()).hasSize(16).isEqualTo(EntrySeal.shown(id(ONE)));
    }

    @Test
    void a_new_key_in_the_file_is_found_by_a_running_program_when_an_entry_needs_it() throws Exception {
        Path file = Files.writeString(temp.resolve("key"), ONE + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        StoreKeys keys = keys("key", "${file:" + file + "}");
        assertThat(keys.present().id()).isEqualTo(id(ONE));
        Files.writeString(file, TWO + "\n");
        assertThat(keys.present().id()).isEqualTo(id(ONE));
        assertThat(keys.find(id(TWO))).isNotNull();
        assertThat(keys.present().id()).isEqualTo(id(TWO));
        assertThat(keys.find(id(ONE))).isNull();
    }

    /** A command that prints a key and counts its runs. */
    private String command(String script) throws Exception {
        Path program = Files.writeString(
                temp.resolve("print-key"), "#!/bin/sh\necho run >> " + temp.resolve("runs") + "\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return program.toString();
    }

    private int runs() throws Exception {
        return Files.readAllLines(temp.resolve("runs")).size();
    }

    @Test
    void t75_a_command_that_prints_the_key_runs_once_and_at_most_once_a_minute() throws Exception {
        StoreKeys keys = keys(clock, "key-command", command("echo " + ONE));
        assertThat(keys.present().id()).isEqualTo(id(ONE));
        assertThat(keys.find(id(ONE))).isNotNull();
        assertThat(keys.find(id(TWO))).isNull();
        assertThat(keys.find(id(TWO))).isNull();
        assertThat(runs()).isOne();

        command("echo " + TWO);
        clock.forward(Duration.ofMinutes(2));
        assertThat(keys.present().id()).isEqualTo(id(ONE));
        assertThat(keys.find(id(TWO))).isNotNull();
        assertThat(runs()).isEqualTo(2);
    }

    @Test
    void t75_a_command_that_fails_is_named_its_output_is_not_and_it_is_tried_again_after_a_minute() throws Exception {
        StoreKeys keys = keys(clock, "key-command", command("echo k9canary; exit 7"));
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(keys::present)
                    .isInstanceOf(TokenStoreException.class)
                    .hasMessageContainingAll("safeconduct.store.key-command", "exit code 7")
                    .hasMessageNotContaining("k9canary");
        }
        assertThat(runs()).isOne();
        command("echo k9canary");
        clock.forward(Duration.ofMinutes(2));
        assertThatThrownBy(keys::present)
                .hasMessageContaining("What the program of safeconduct.store.key-command writes is not a key")
                .hasMessageNotContaining("k9canary");
        command("echo " + ONE);
        clock.forward(Duration.ofMinutes(2));
        assertThat(keys.present().id()).isEqualTo(id(ONE));
    }
}
