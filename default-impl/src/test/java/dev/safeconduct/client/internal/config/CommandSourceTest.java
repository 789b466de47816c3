package dev.safeconduct.client.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.internal.grant.GrantFlows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From where a setting is taken that runs a program. */
class CommandSourceTest {

    @TempDir
    private Path temporary;

    private Path directory;
    private Path file;

    @BeforeEach
    void write() throws IOException {
        directory = Files.createDirectory(temporary.resolve("conf"));
        permit(directory, "rwxr-xr-x");
        file = directory.resolve("safeconduct.properties");
        write("cat /etc/assertion");
    }

    private void write(String command) throws IOException {
        Files.write(
                file,
                List.of(
                        "safeconduct.server.a.url=https://h",
                        "safeconduct.server.a.client-id=x",
                        "safeconduct.server.a.client-assertion-command=" + command));
        permit(file, "rw-r--r--");
    }

    private static void permit(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    private Config load(Path configuration) {
        return Config.load(
                new ConfigInput(Map.of(), Map.of("HOME", temporary.toString()), configuration.toString()),
                GrantFlows.ALL);
    }

    private void assertRefused(Path configuration, String remark) {
        Config config = load(configuration);
        assertThat(config.servers()).isEmpty();
        assertThat(Configs.problems(config))
                .singleElement()
                .asString()
                .contains("safeconduct.server.a.client-assertion-command", remark);
    }

    @Test
    void a_file_that_only_its_owner_can_change_may_run_a_program() {
        assertThat(Configs.problems(load(file))).isEmpty();
    }

    @Test
    void t91_a_file_that_others_can_write_runs_no_program() throws IOException {
        permit(file, "rw-rw-r--");
        assertRefused(file, "other users can change " + file.toRealPath());
        permit(file, "rw-r--rw-");
        assertRefused(file, "other users can change " + file.toRealPath());
    }

    @Test
    void t91_a_directory_that_others_can_write_runs_no_program_nor_does_a_link_into_it() throws IOException {
        permit(directory, "rwxrwxr-x");
        assertRefused(file, "other users can change " + directory.toRealPath());

        Path link = Files.createSymbolicLink(temporary.resolve("link.properties"), file);
        assertRefused(link, "other users can change " + directory.toRealPath());
    }

    @Test
    void t91_a_program_is_not_taken_from_the_current_directory() throws IOException {
        write("./tool");
        assertRefused(file, "write the whole path");
        write("bin/tool --flag");
        assertRefused(file, "write the whole path");
    }
}
