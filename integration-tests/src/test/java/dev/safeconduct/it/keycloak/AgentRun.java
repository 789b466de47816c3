package dev.safeconduct.it.keycloak;

import dev.safeconduct.it.OwnedProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A forked JVM with the agent's jar: the command line, or a program that has the agent. */
final class AgentRun implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final String command;
    private final Path output;
    private final Path errors;
    private final OwnedProcess process;

    /**
     * How it ended.
     *
     * @param exitCode its exit code
     * @param output its standard output
     * @param errors its standard error
     */
    record Ended(int exitCode, String output, String errors) {
        /** The lines of standard error that are not blank. */
        List<String> errorLines() {
            return errors.lines().filter(line -> !line.isBlank()).toList();
        }
    }

    private AgentRun(ProcessBuilder builder, Path output, Path errors) {
        this.command = String.join(" ", builder.command());
        this.output = output;
        this.errors = errors;
        this.process = OwnedProcess.start(builder, output, errors);
    }

    /** Starts it; {@code folder} takes what it writes. */
    static AgentRun start(ProcessBuilder builder, Path folder) {
        try {
            return new AgentRun(
                    builder, Files.createTempFile(folder, "run", ".out"), Files.createTempFile(folder, "run", ".err"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it has ended by itself. */
    Ended awaitEnd() {
        int exitCode = process.awaitExit(LIMIT)
                .orElseThrow(() -> new IllegalStateException(
                        command + " did not end within " + LIMIT + "; it wrote:\n" + read(output) + read(errors)));
        return new Ended(exitCode, read(output), read(errors));
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** What it has written to standard error so far. */
    String errorsSoFar() {
        return read(errors);
    }

    @Override
    public void close() {
        process.close();
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
