package dev.safeconduct.it.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.HostJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A refresh on a disk that is full, or read-only: nothing is spent, nothing is lost. Part of {@code crash/run}. */
@Tag("full")
class FullDiskIT {

    private final FaultyDisk login = new FaultyDisk();
    private SmallDisk disk;
    private Path tokens;

    @BeforeEach
    void moveTheLogin() throws Exception {
        disk = new SmallDisk();
        tokens = disk.directory.resolve("tokens");
        login.logIn();
        try (Stream<Path> files = Files.walk(login.directory())) {
            for (Path file : files.toList()) {
                Files.copy(
                        file, tokens.resolve(login.directory().relativize(file).toString()));
            }
        }
        ownerOnly();
    }

    private void ownerOnly() throws IOException {
        try (Stream<Path> files = Files.walk(tokens)) {
            for (Path file : files.toList()) {
                String mode = Files.isDirectory(file) ? "rwx------" : "rw-------";
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
            }
        }
    }

    @AfterEach
    void close() throws Exception {
        disk.close();
        login.close();
    }

    private void assertNothingIsSpent(HostJvm.Ended failing) throws IOException {
        assertThat(failing.exitCode()).as("exit code: " + failing.err()).isEqualTo(5);
        assertThat(String.join("\n", failing.err())).contains(tokens.toString());
        assertThat(login.issuer.refreshCount()).isZero();
    }

    private void assertLoggedIn() throws IOException {
        HostJvm.Ended after = login.tokenOn(tokens);
        assertThat(after.exitCode()).as("afterwards: " + after.err()).isZero();
        assertThat(login.issuer.isActive(after.out().get(0))).isTrue();
        assertThat(login.issuer.reuseCount()).isZero();
        try (Stream<Path> files = Files.walk(tokens)) {
            List<Path> temporaries = files.filter(
                            file -> file.getFileName().toString().startsWith(".tmp-"))
                    .toList();
            assertThat(temporaries).isEmpty();
        }
    }

    /** None left: the temporary file cannot be opened or grows by nothing. Some: it is full half-way. */
    @ParameterizedTest
    @ValueSource(ints = {0, 4096, 32768})
    void t72_a_full_disk_costs_no_login(int left) throws Exception {
        disk.leave(left);
        assertNothingIsSpent(login.tokenOn(tokens));
        disk.empty();
        assertLoggedIn();
    }

    /** A new process gets no lease there: it does not come as far as to the room for the successor. */
    @Test
    void a_disk_that_is_read_only_costs_no_login() throws Exception {
        disk.readOnly();
        assertNothingIsSpent(login.tokenOn(tokens));
        disk.writable();
        assertLoggedIn();
    }
}
