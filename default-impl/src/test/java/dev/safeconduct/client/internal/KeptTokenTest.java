package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.internal.TestClient.Outcome;
import dev.safeconduct.client.oauth.ConfigException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tokens that another program keeps: in a file, or printed by a command. */
class KeptTokenTest extends ClientTest {

    private static final Duration NOTICED = Duration.ofMinutes(2);

    private TestClient reading(Path file) throws Exception {
        return client("server.api.grant", "token", "server.api.token", "${file:" + file + "}");
    }

    private TestClient running(String command, String... more) throws Exception {
        List<String> settings = new ArrayList<>(List.of("server.api.grant", "command", "server.api.command", command));
        settings.addAll(List.of(more));
        return client(settings.toArray(String[]::new));
    }

    private String token() {
        return as.issue("another", null, api.resource()).accessToken();
    }

    /** A program in a file of its own, since a shell within the command would have to be quoted twice. */
    private Path program(String... lines) throws IOException {
        Path program = directory.resolve("program" + System.nanoTime());
        Files.writeString(program, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return program;
    }

    @Test
    void t76_a_token_that_is_replaced_by_rename_or_in_place_is_noticed() throws Exception {
        Path file = Files.writeString(directory.resolve("token"), token() + "\n");
        TestClient client = reading(file);
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 1));

        as.endAccessTokens();
        Path next = Files.writeString(directory.resolve("token.new"), token());
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
        assertThat(client.get(api.resource())).as("refused, read again").isEqualTo(new Outcome(200, 2));

        as.endAccessTokens();
        Files.writeString(file, token()); // truncates
        clock.forward(NOTICED);
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 1));
        assertThat(as.requests()).as("at the authorization server").isEmpty();
    }

    @Test
    void t76_a_token_that_is_being_written_is_read_whole() throws Exception {
        String token = token();
        Path file = Files.writeString(directory.resolve("token"), token.substring(0, 9));
        Thread writer = new Thread(() -> {
            try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
                for (int i = 10; i <= token.length(); i++) {
                    out.setLength(0);
                    out.write(token.substring(0, i).getBytes(StandardCharsets.US_ASCII));
                    Thread.sleep(20);
                }
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        TestClient client = reading(file);
        writer.start();
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 1));
        writer.join();
    }

    @Test
    void a_file_that_is_a_pipe_too_large_or_gone_is_an_error_that_names_the_key() throws Exception {
        Path file = directory.resolve("token");
        TestClient client = reading(file);
        Operations operations = new Operations(client.core);
        for (String kind : List.of("gone", "large", "pipe")) {
            Files.deleteIfExists(file);
            if (kind.equals("large")) {
                try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
                    large.setLength(1L << 30);
                }
            } else if (kind.equals("pipe")) {
                assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                        .isZero();
            }
            assertThatThrownBy(() -> operations.token(client.server(), Duration.ZERO))
                    .as(kind)
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("safeconduct.server.api.token");
            assertThat(client.get(api.resource()).status()).as(kind).isEqualTo(401);
        }
    }

    @Test
    void t76_a_file_that_other_users_can_open_is_warned_of() throws Exception {
        Path file = Files.writeString(directory.resolve("token"), token());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(reading(file).core.config().problems()).isEmpty();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(reading(file).core.config().problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("api.token", "chmod 640"));
    }

    @Test
    void a_kept_token_is_in_no_store_and_goes_nowhere_else() throws Exception {
        Path file = Files.writeString(directory.resolve("token"), token());
        TestClient client = reading(file);
        client.get(api.resource());
        String token = Files.readString(file);
        Files.delete(file);
        try (var files = Files.walk(directory)) {
            assertThat(files.filter(Files::isRegularFile)).noneMatch(stored -> has(stored, token));
        }
        assertThat(as.requests()).isEmpty();
    }

    private static boolean has(Path file, String text) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).contains(text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void t75_no_shell_reads_the_command() throws Exception {
        Path seen = directory.resolve("seen");
        Path program = program(
                "printf '%s|' \"$@\" > " + seen, "echo '{\"access_token\":\"" + token() + "\",\"expires_in\":3600}'");
        assertThat(running(program + " 'a b' $(touch " + directory.resolve("x") + ") \"c;d\" `e`")
                        .get(api.resource()))
                .isEqualTo(new Outcome(200, 1));
        assertThat(seen).content().isEqualTo("a b|$(touch|" + directory.resolve("x") + ")|c;d|`e`|");
        assertThat(directory.resolve("x")).doesNotExist();
    }

    @Test
    void t75_a_command_gets_the_environment_that_is_named() throws Exception {
        Path seen = directory.resolve("seen");
        Path program = program("env > " + seen, "echo " + token());
        String other = System.getenv().keySet().stream()
                .filter(name -> name.matches("[A-Z_]+")
                        && !List.of("PATH", "HOME", "USER", "LANG").contains(name))
                .filter(name -> !name.startsWith("XDG")
                        && !List.of("PWD", "OLDPWD", "SHLVL", "_", "TZ", "LOGNAME", "LC_ALL", "TMPDIR")
                                .contains(name))
                .findFirst()
                .orElseThrow();
        running(program.toString()).get(api.resource());
        assertThat(seen).content().contains("PATH=").doesNotContain("\n" + other + "=");
        running(program.toString(), "server.api.command-env", other).get(api.resource());
        assertThat(Files.readString(seen)).containsPattern("(?m)^" + other + "=");
    }

    @Test
    void t75_a_command_that_fails_hangs_or_prints_too_much_is_an_error_without_its_output() throws Exception {
        Path pid = directory.resolve("pid");
        for (Path program : List.of(
                program("echo canary-output", "exit 3"),
                program("yes canary-output"),
                program("echo canary-output" + " and more"),
                program("sleep 600 &", "echo $! > " + pid, "wait"))) {
            TestClient client = running(program.toString());
            assertThatThrownBy(() -> new Operations(client.core).token(client.server(), Duration.ZERO))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("safeconduct.server.api.command")
                    .hasMessageNotContaining("canary");
        }
        long child = Long.parseLong(Files.readString(pid).strip());
        await(() -> ProcessHandle.of(child).map(process -> !process.isAlive()).orElse(true));
    }

    /** A new token every five minutes, of which every second one comes because the one before was revoked. */
    @Test
    void a_command_serves_for_an_hour_without_a_failed_request() throws Exception {
        Path current = directory.resolve("current");
        Path runs = directory.resolve("runs");
        Path program = program("echo run >> " + runs, "cat " + current);
        TestClient client = running(program.toString());
        for (int second = 0; second < 3600; second += 30) {
            if (second % 600 == 120) { // in the middle of its time, when nothing is refreshed in the background
                as.endAccessTokens();
            }
            if (second % 300 == 120 || second == 0) {
                Files.writeString(current, "{\"access_token\":\"" + token() + "\",\"expires_in\":300}");
            }
            assertThat(client.get(api.resource()).status())
                    .as("second " + second)
                    .isEqualTo(200);
            clock.forward(Duration.ofSeconds(30));
        }
        assertThat(Files.readAllLines(runs)).as("one a minute at most").hasSizeBetween(13, 60);
        assertThat(client.log).noneMatch(line -> line.startsWith("WARN") || line.startsWith("ERROR"));
    }

    /** As agents do that stay in memory: what they leave behind keeps the output open. */
    @Test
    void a_command_that_leaves_a_process_behind_gives_its_token() throws Exception {
        Path left = directory.resolve("left");
        Path program = program("sleep 60 &", "echo $! > " + left, "echo " + token());
        try {
            assertThat(running(program.toString()).get(api.resource())).isEqualTo(new Outcome(200, 1));
        } finally {
            ProcessHandle.of(Long.parseLong(Files.readString(left).strip())).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void t75_a_refused_token_is_worth_one_run_a_minute() throws Exception {
        Path runs = directory.resolve("runs");
        Path program = program("echo run >> " + runs, "echo refused-token");
        TestClient client = running(program.toString());
        for (int i = 0; i < 5; i++) {
            assertThat(client.get(api.resource())).isEqualTo(new Outcome(401, 1));
        }
        assertThat(Files.readAllLines(runs))
                .as("the first, and one after the refusal")
                .hasSize(2);
        clock.forward(Duration.ofSeconds(70));
        client.get(api.resource());
        client.get(api.resource());
        assertThat(Files.readAllLines(runs)).hasSize(3);
    }

    @Test
    void an_exec_credential_gives_its_token_and_expiry() throws Exception {
        String token = token();
        Path program = program(
                "echo run >> " + directory.resolve("runs"),
                "echo '{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\",\"status\":"
                        + "{\"token\":\"" + token + "\",\"expirationTimestamp\":\""
                        + clock.instant().plusSeconds(7200)
                        + "\",\"clientKeyData\":\"canary-key\"}}'");
        TestClient client = running(program.toString());
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 1));

        clock.forward(Duration.ofMinutes(100));
        assertThat(new Operations(client.core)
                        .token(client.server(), Duration.ofMinutes(5))
                        .login()
                        .token()
                        .accessToken())
                .isEqualTo(token);
        assertThat(Files.readAllLines(directory.resolve("runs"))).hasSize(1);
    }
}
