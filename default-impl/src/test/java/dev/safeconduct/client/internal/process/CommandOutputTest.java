package dev.safeconduct.client.internal.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandOutputTest {

    @TempDir
    private Path directory;

    private static String of(String command, Duration limit) throws IOException {
        return CommandOutput.of(CommandWords.split(command, true), limit);
    }

    private static String of(String command) throws IOException {
        return of(command, Duration.ofSeconds(20));
    }

    private Path script(String body) throws IOException {
        Path script = Files.writeString(directory.resolve("script"), "#!/bin/sh\n" + body + "\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void t75_no_shell_reads_the_command() throws IOException {
        assertThat(of("printf %s, 'a b' \"c\" $(id) `id` $HOME ;exit |cat > /dev/null"))
                .isEqualTo("a b,c,$(id),`id`,$HOME,;exit,|cat,>,/dev/null,");
    }

    @Test
    void t75_a_program_gets_no_other_part_of_the_environment_than_is_named() throws IOException {
        assertThat(of("env NAMED=yes env").lines().map(line -> line.substring(0, line.indexOf('='))))
                .contains("NAMED", "PATH")
                .isSubsetOf("NAMED", "PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "TMPDIR", "TZ");
    }

    @Test
    void t75_a_program_that_hangs_is_ended_with_what_it_has_started() throws IOException {
        Path pid = directory.resolve("pid");
        Path script = script("sleep 600 & echo $! > " + pid + "; wait");

        assertThatThrownBy(() -> of(script.toString(), Duration.ofSeconds(3)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("did not end in time");

        long child = Long.parseLong(Files.readString(pid).strip());
        assertThat(ProcessHandle.of(child).map(ProcessHandle::onExit).orElse(CompletableFuture.completedFuture(null)))
                .succeedsWithin(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "head -c 1073741824 /dev/zero"})
    void t75_what_writes_without_end_is_not_read_to_its_end(String command) {
        assertThatThrownBy(() -> of(command)).hasMessageContaining("writes more than 64 KiB");
    }

    @Test
    void t75_errors_of_a_program_block_it_not_and_are_not_shown() throws IOException {
        Path script = script("yes CANARY | head -c 1000000 >&2; printf token; exit $1");

        assertThat(of(script + " 0")).isEqualTo("token");
        assertThatThrownBy(() -> of(script + " 3"))
                .hasMessageContaining("exit code 3")
                .hasMessageNotContaining("CANARY")
                .hasMessageNotContaining("token");
    }

    @Test
    void t75_a_program_that_reads_gets_nothing() throws IOException {
        assertThat(of("cat")).isEmpty();
    }

    @Test
    void a_program_that_is_not_there_is_named() {
        assertThatThrownBy(() -> of("not-a-program --secret CANARY"))
                .hasMessageContaining("the program not-a-program, which is not there")
                .hasMessageNotContaining("CANARY");
    }
}
