package dev.safeconduct.it.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.TemporaryFolders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real disk of one megabyte, in memory: a tmpfs. Linux only, with the right to mount. */
final class SmallDisk implements AutoCloseable {

    private static final String SIZE = "1m";

    final Path directory = TemporaryFolders.create("disk");

    SmallDisk() throws IOException {
        run("mount", "-t", "tmpfs", "-o", "size=" + SIZE + ",mode=0700", "tmpfs", directory.toString());
    }

    /** Leaves so many bytes. */
    void leave(int bytes) throws IOException {
        Path filling = directory.resolve("filling");
        Files.deleteIfExists(filling);
        long free = Files.getFileStore(directory).getUsableSpace();
        Files.write(filling, new byte[Math.toIntExact(free - bytes)]);
    }

    void readOnly() throws IOException {
        run("mount", "-o", "remount,ro", directory.toString());
    }

    void writable() throws IOException {
        run("mount", "-o", "remount,rw", directory.toString());
    }

    /** Gives back the room that was taken. */
    void empty() throws IOException {
        Files.deleteIfExists(directory.resolve("filling"));
    }

    private static void run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        // Its output has ended, and with it the process.
        assertThat(process.onExit().orTimeout(30, TimeUnit.SECONDS).join().exitValue())
                .as("the right to mount a file system (CAP_SYS_ADMIN) is needed for " + List.of(command) + ": " + said)
                .isZero();
    }

    @Override
    public void close() throws IOException {
        run("umount", directory.toString());
    }
}
