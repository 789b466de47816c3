package dev.safeconduct.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.testkit.client.ClientProgram;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A running {@link HostProgram}. Every wait has a bound; closing ends the process. */
public final class HostJvm implements ClientProgram {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String END = "(end of output)";

    private final Process process;
    private final Writer input;
    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<String> out = new ArrayList<>();
    private final List<String> err = new ArrayList<>();
    private final Thread outReader;
    private final Thread errReader;

    public HostJvm(Process process) {
        this.process = process;
        this.input = process.outputWriter(StandardCharsets.UTF_8);
        outReader = read(process.getInputStream(), line -> {
            keep(out, line);
            lines.add(line);
        });
        errReader = read(process.getErrorStream(), line -> keep(err, line));
    }

    /** How a program ended, and all it said. */
    public record Ended(int exitCode, List<String> out, List<String> err) {}

    @Override
    public void tell(String... words) {
        try {
            List<String> escaped = Arrays.stream(words).map(HostJvm::escape).toList();
            input.write(String.join("\t", escaped) + "\n");
            input.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the host is gone: " + err(), e);
        }
    }

    private static String escape(String word) {
        return word.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n");
    }

    @Override
    public List<String> nextLine() {
        try {
            String line = lines.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (line == null || line.equals(END)) {
                throw new AssertionError(
                        (line == null ? "no line within " + PATIENCE : "the host has ended") + ": " + err());
            }
            return Arrays.asList(line.split("\t", -1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** How many objects of a class it still holds. */
    public int instances(String className) {
        // num: instances bytes class
        return jcmd("GC.class_histogram")
                .lines()
                .map(line -> line.trim().split("\\s+"))
                .filter(words -> words.length >= 4 && words[3].equals(className))
                .mapToInt(words -> Integer.parseInt(words[1]))
                .sum();
    }

    /** The names of its threads, those of virtual threads apart. */
    public List<String> threads() {
        return jcmd("Thread.print")
                .lines()
                .filter(line -> line.startsWith("\""))
                .map(line -> line.substring(1, line.indexOf('"', 1)))
                .toList();
    }

    private String jcmd(String command) {
        try {
            Process jcmd = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            Long.toString(process.pid()),
                            command)
                    .redirectErrorStream(true)
                    .start();
            return new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets it have so much more address space than it has now, by {@code prlimit}; Linux only. */
    public void limitMemory(long bytes) {
        try {
            String size = Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                    .filter(line -> line.startsWith("VmSize:"))
                    .findFirst()
                    .orElseThrow();
            long most = Long.parseLong(size.replaceAll("\\D", "")) * 1024 + bytes;
            Process prlimit = new ProcessBuilder("prlimit", "--pid=" + process.pid(), "--as=" + most)
                    .redirectErrorStream(true)
                    .start();
            String said = new String(prlimit.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (prlimit.waitFor() != 0) {
                throw new AssertionError(said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("prlimit, of util-linux, is needed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public String err() {
        synchronized (err) {
            return String.join("\n", err);
        }
    }

    /** What it has said on its standard output so far. */
    public String out() {
        synchronized (out) {
            return String.join("\n", out);
        }
    }

    /** Of the process. */
    public long pid() {
        return process.pid();
    }

    /** Ends it as {@code kill -9} does, and waits until it is gone. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Stops it where it stands, or has it go on, as {@code kill -STOP} and {@code -CONT} do. */
    public void signal(String name) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
                    .inheritIO()
                    .start();
            assertThat(kill.onExit().join().exitValue()).as("kill -" + name).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it still runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Closes its input and waits for its end. */
    public Ended awaitEnd() {
        try {
            input.close();
        } catch (IOException e) {
            // It has ended without reading everything: that is its own affair.
        }
        try {
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("still running after " + PATIENCE + ": " + err());
            }
            outReader.join(PATIENCE.toMillis());
            errReader.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
        synchronized (out) {
            synchronized (err) {
                return new Ended(process.exitValue(), List.copyOf(out), List.copyOf(err));
            }
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static void keep(List<String> to, String line) {
        synchronized (to) {
            if (!line.equals(END)) {
                to.add(line);
            }
        }
    }

    private static Thread read(InputStream stream, Consumer<String> to) {
        Thread reader = new Thread(
                () -> {
                    try (var in =
                            new java.io.BufferedReader(new java.io.InputStreamReader(stream, StandardCharsets.UTF_8))) {
                        for (String line = in.readLine(); line != null; line = in.readLine()) {
                            to.accept(line);
                        }
                    } catch (IOException e) {
                        // Ended by us: what it had not said is of no interest.
                    } finally {
                        to.accept(END);
                    }
                },
                "output of a host");
        reader.setDaemon(true);
        reader.start();
        return reader;
    }
}
