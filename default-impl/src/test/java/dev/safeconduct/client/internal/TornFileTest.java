package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.oauth.LoginRequiredException;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.testkit.client.Conditions;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The file of a login that another program, as the Go tool, writes in place. */
class TornFileTest extends ClientTest {

    private static final int READS = 150;

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
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger written = new AtomicInteger();
        Thread writer = new Thread(() -> {
            while (!stop.get()) {
                truncateAndWrite(file, content);
                written.incrementAndGet();
            }
        });
        writer.start();
        int found = 0;
        try {
            Conditions.await("the file is being written", () -> written.get() > 0);
            for (int i = 0; i < READS; i++) {
                found += isFound() ? 1 : 0;
            }
        } finally {
            stop.set(true);
            writer.join();
        }
        assertThat(written).hasValueGreaterThan(10);
        assertThat(found).as("logins found in %s reads", READS).isGreaterThan(READS / 2);
        assertThat(file).hasBinaryContent(content);
        assertThat(pages()).as("login pages").isEqualTo(1);
    }

    /** Empty for a while, half for a while, then whole for a while. */
    private static void truncateAndWrite(Path file, byte[] content) {
        try (OutputStream out = Files.newOutputStream(file)) { // truncates
            LockSupport.parkNanos(2_000_000);
            out.write(content, 0, content.length / 2);
            LockSupport.parkNanos(2_000_000);
            out.write(content, content.length / 2, content.length - content.length / 2);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        LockSupport.parkNanos(2_000_000);
    }

    /** By a process that has just begun; one that could not read says so, and never that there is no login. */
    private boolean isFound() throws Exception {
        TestClient client = client("login", "never");
        try {
            return new Operations(client.core)
                            .token(client.server(), Duration.ZERO)
                            .login()
                    != null;
        } catch (LoginRequiredException e) {
            throw new AssertionError("a login that is there is missed", e);
        } catch (TokenStoreException e) {
            assertThat(e).hasMessageContaining(directory.toString());
            return false;
        } finally {
            clients.remove(client);
            client.close();
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
