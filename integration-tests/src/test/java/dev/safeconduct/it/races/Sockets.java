package dev.safeconduct.it.races;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Which process a connection on this machine belongs to, by {@code /proc}; Linux only. */
final class Sockets {
    private static final int LOCAL = 1;
    private static final int INODE = 9;

    private Sockets() {}

    /** What {@code /proc} calls the socket with this local port; empty if it is gone. */
    static Optional<String> withPort(int port) {
        String ending = ":" + String.format(Locale.ROOT, "%04X", port);
        return Stream.of("/proc/net/tcp6", "/proc/net/tcp")
                .flatMap(table -> lines(Path.of(table)))
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words[LOCAL].endsWith(ending) && !words[INODE].equals("0"))
                .map(words -> "socket:[" + words[INODE] + "]")
                .findFirst();
    }

    /** Whether a process has it open. */
    static boolean isOf(long pid, String socket) {
        try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return open.anyMatch(descriptor -> target(descriptor).equals(socket));
        } catch (IOException e) {
            return false; // it is gone
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return ""; // closed meanwhile
        }
    }

    private static Stream<String> lines(Path table) {
        try {
            return Files.readAllLines(table).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
