package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.testkit.ForkedJvm;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The file of a login that another program, as the Go tool, writes in place. */
class TornFileTest extends ClientTest {

    /** {@code integration-tests/crash/run} takes more. */
    private static final int READS = Boolean.getBoolean("safeconduct.crash.sweep") ? 10_000 : 150;

    private static final Duration LEAST = Duration.ofSeconds(3);

    private Path file() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> logins =
                    files.filter(path -> path.toString().endsWith(".json")).toList();
            assertThat(logins).hasSize(1);
            return logins.get(0);
        }
    }

    @Test
    void t58_no_login_is_missed_beside_a_program_that_truncates() throws Exception {
        client().get(api.resource());
        Path file = file();
        byte[] content = Files.readAllBytes(file);
        TestClient client = client("login", "never");
        int found = 0;
        int reads = 0;
        try (ForkedJvm writer = ForkedJvm.start(TruncatingWriter.class, file.toString())) {
            assertThat(writer.awaitLine(Duration.ofSeconds(60))).isEqualTo("begun");
            // Both must have had the processor, on a busy machine too.
            for (long end = System.nanoTime() + LEAST.toNanos(); reads < READS || System.nanoTime() < end; reads++) {
                found += isFound(client) ? 1 : 0;
            }
            writer.send("end");
            assertThat(Integer.parseInt(writer.awaitLine(Duration.ofSeconds(60))))
                    .as("times that it was written")
                    .isGreaterThan(10);
            assertThat(writer.awaitEnd(Duration.ofSeconds(60))).isZero();
        }
        System.out.println(found + " of " + reads + " reads beside a program that truncates found the login");
        assertThat(found).as("logins found in %s reads", reads).isGreaterThan(reads / 2);
        assertThat(file).hasBinaryContent(content);
        assertThat(pages()).as("login pages").isEqualTo(1);
    }

    /** Writes a file in place, again and again: empty for a while, half for a while, then whole for a while. */
    static final class TruncatingWriter {
        private TruncatingWriter() {}

        public static void main(String[] args) throws IOException {
            Path file = Path.of(args[0]);
            byte[] content = Files.readAllBytes(file);
            int written = 0;
            System.out.println("begun");
            for (; System.in.available() == 0; written++) {
                try (OutputStream out = Files.newOutputStream(file)) { // truncates
                    LockSupport.parkNanos(2_000_000);
                    out.write(content, 0, content.length / 2);
                    LockSupport.parkNanos(2_000_000);
                    out.write(content, content.length / 2, content.length - content.length / 2);
                }
                LockSupport.parkNanos(2_000_000);
            }
            System.out.println(written);
        }
    }

    /** What could not be read is an error that says so, and never a login that is missing. */
    private boolean isFound(TestClient client) throws Exception {
        try {
            assertThat(client.core
                            .records()
                            .tokens()
                            .read(client.server().tokenKey())
                            .value())
                    .as("the login, which is there")
                    .isNotNull();
            return true;
        } catch (TokenStoreException e) {
            assertThat(e).hasMessageContaining(directory.toString());
            return false;
        }
    }

    @Test
    void t58_a_file_that_stays_empty_is_unreadable_and_stays() throws Exception {
        client().get(api.resource());
        Path file = file();
        Files.write(file, new byte[0]);
        TestClient client = client();
        assertThatThrownBy(() -> new Operations(client.core).token(client.server(), Duration.ZERO))
                .isInstanceOf(TokenStoreException.class)
                .hasMessageContainingAll("unreadable", file.toString(), "remove it");
        assertThat(client.get(api.resource()).status()).isEqualTo(401);
        assertThat(pages()).as("login pages").isEqualTo(1);
        assertThat(file).isEmptyFile();
    }
}
