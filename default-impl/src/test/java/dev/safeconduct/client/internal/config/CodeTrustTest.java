package dev.safeconduct.client.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.internal.grant.GrantFlows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may write the settings that run programs. */
class CodeTrustTest {

    private static final String SERVER =
            "safeconduct.server.a.url=https://a.example/\nsafeconduct.server.a.grant=command\n";
    private static final String COMMAND = "safeconduct.server.a.command=/bin/echo token\n";

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        file = Files.writeString(directory.resolve("c.properties"), SERVER + COMMAND);
        set(file, "rw-------");
    }

    private static void set(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    private static Config load(Path file, Map<String, String> properties, Map<String, String> environment) {
        return Config.load(new ConfigInput(properties, environment, file.toString()), GrantFlows.ALL);
    }

    private static boolean runs(Config config) {
        return config.servers().size() == 1 && config.problems().isEmpty();
    }

    private void assertNotRun(Path from) {
        Config config = load(from, Map.of(), Map.of());
        assertThat(config.servers()).isEmpty();
        assertThat(config.problems()).singleElement().satisfies(problem -> assertThat(problem.message())
                .contains("safeconduct.server.a.command names a program to run"));
    }

    @Test
    void a_file_that_no_other_user_can_change_may_name_a_command() {
        assertThat(runs(load(file, Map.of(), Map.of()))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw--w----", "rw-----w-"})
    void t91_a_file_that_others_can_write_runs_nothing(String permissions) throws IOException {
        set(file, permissions);
        assertNotRun(file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwx-w----", "rwx----wx"})
    void t91_a_file_in_a_directory_that_others_can_write_runs_nothing(String permissions) throws IOException {
        Path open = Files.createDirectory(directory.resolve("open"));
        Path moved = Files.move(file, open.resolve("c.properties"));
        set(open, permissions);
        assertNotRun(moved);
    }

    @Test
    void t91_a_link_to_a_file_that_others_can_write_runs_nothing() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link.properties"), file);
        assertThat(runs(load(link, Map.of(), Map.of()))).isTrue();
        set(file, "rw-rw-rw-");
        assertNotRun(link);
    }

    @Test
    void t91_a_file_of_another_user_runs_nothing() throws IOException {
        int user = (Integer) Files.getAttribute(file, "unix:uid");
        if (user == 0) {
            Files.setAttribute(file, "unix:uid", 65534);
            assertNotRun(file);
        } else {
            assertThat(CodeTrust.complaint(file, user + 1)).contains("names a program to run", "make it yours");
        }
    }

    @Test
    void t91_the_environment_names_no_command_and_the_command_line_does() throws IOException {
        Path plain = Files.writeString(directory.resolve("plain.properties"), SERVER);
        Config environment = load(plain, Map.of(), Map.of("SAFECONDUCT__SERVER__A__COMMAND", "/bin/echo token"));
        assertThat(environment.servers()).isEmpty();
        assertThat(runs(load(plain, Map.of("safeconduct.server.a.command", "/bin/echo token"), Map.of())))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"./tool", "bin/tool", "${env:TOOL}"})
    void t91_a_program_is_named_by_its_absolute_path_or_found_on_the_path(String command) throws IOException {
        Files.writeString(file, SERVER + "safeconduct.server.a.command=" + command + "\n");
        Config config = load(file, Map.of(), Map.of("TOOL", "/bin/echo"));
        assertThat(config.servers()).isEmpty();
    }
}
