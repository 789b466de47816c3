package dev.safeconduct.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A child process together with all of its descendants and its log file.
 *
 * <p>In: a configured {@link ProcessBuilder} and the file that takes its standard output and error. Out: whether it
 * lives, what it logged, and, on {@link #close()} or when this JVM exits, the end of the whole process tree. Only
 * processes that descend from the one started here are ended, each by its own handle.
 */
public final class OwnedProcess implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Process process;
    private final Path log;
    private final Thread atExit;

    private OwnedProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.atExit = new Thread(this::endTree, "end-process-" + process.pid());
    }

    /** Starts {@code builder}, with both output streams written to {@code log}. */
    public static OwnedProcess start(ProcessBuilder builder, Path log) {
        return launch(builder.redirectErrorStream(true).redirectOutput(log.toFile()), log);
    }

    /** Starts {@code builder}, with standard output and standard error in a file each. */
    public static OwnedProcess start(ProcessBuilder builder, Path output, Path errors) {
        return launch(builder.redirectOutput(output.toFile()).redirectError(errors.toFile()), errors);
    }

    private static OwnedProcess launch(ProcessBuilder builder, Path log) {
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            Process process = builder.start();
            process.getOutputStream().close();
            OwnedProcess owned = new OwnedProcess(process, log);
            Runtime.getRuntime().addShutdownHook(owned.atExit);
            return owned;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + builder.command().get(0), e);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for the process to end by itself, and returns its exit code; empty if it did not end in time. */
    public OptionalInt awaitExit(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)
                    ? OptionalInt.of(process.exitValue())
                    : OptionalInt.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalInt.empty();
        }
    }

    /** Waits for the process to end by itself; true if it did so in time with exit code 0. */
    public boolean awaitSuccess(Duration limit) {
        return awaitExit(limit).equals(OptionalInt.of(0));
    }

    /** Everything logged so far. */
    public String logText() {
        try {
            return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    /** The last lines logged so far, for failure messages. */
    public String logTail() {
        List<String> lines = logText().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    }

    /** Ends the process and its descendants, first politely, then by force, and waits until they are gone. */
    @Override
    public void close() {
        endTree();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The JVM is already exiting, so the hook runs, and finds nothing left to end.
        }
    }

    private void endTree() {
        List<ProcessHandle> tree = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        tree.forEach(ProcessHandle::destroy);
        if (!awaitEnd(tree)) {
            tree.forEach(ProcessHandle::destroyForcibly);
            awaitEnd(tree);
        }
    }

    private static boolean awaitEnd(List<ProcessHandle> handles) {
        CompletableFuture<?> all = CompletableFuture.allOf(
                handles.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new));
        try {
            all.get(GRACE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (Exception e) {
            return false;
        }
    }
}
