package dev.safeconduct.testkit;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Another JVM, of the same version and with the same classes, to which a test speaks by lines. Every wait has a bound;
 * closing ends the process.
 */
public final class ForkedJvm implements AutoCloseable {

    private static final String END = "(end of output)";

    private final Process process;
    private final Writer input;
    private final LinkedBlockingQueue<String> output = new LinkedBlockingQueue<>();

    private ForkedJvm(Process process) {
        this.process = process;
        this.input = process.outputWriter();
        Thread reader = new Thread(this::readOutput, "output of " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts a JVM with this main class. */
    public static ForkedJvm start(Class<?> main, String... arguments) throws IOException {
        return start(command(main, arguments));
    }

    /** Starts a command that ends up in a JVM, for example a shell that sets a limit before. */
    public static ForkedJvm start(List<String> command) throws IOException {
        return new ForkedJvm(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** The command line by which {@link #start(Class, String...)} starts a JVM. */
    public static List<String> command(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Small and quick to start; the performance counters would be a file of their own in the temp directory.
        command.addAll(List.of("-Xmx64m", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-cp", classPath()));
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return command;
    }

    private static String classPath() {
        String modules = System.getProperty("jdk.module.path", "");
        String classes = System.getProperty("java.class.path", "");
        return modules.isEmpty() ? classes : classes + File.pathSeparator + modules;
    }

    /** Writes a line to its standard input. */
    public void send(String line) throws IOException {
        input.write(line + "\n");
        input.flush();
    }

    /**
     * The next line of its standard output.
     *
     * @throws IllegalStateException if it prints none within that time
     */
    public String awaitLine(Duration bound) throws InterruptedException {
        String line = pollLine(bound);
        if (line == null || line.equals(END)) {
            throw new IllegalStateException("No line from " + process.info() + " within " + bound);
        }
        return line;
    }

    /** The next line of its standard output, or null if missing within that time. */
    public @Nullable String pollLine(Duration bound) throws InterruptedException {
        return output.poll(bound.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Its number, for signals. */
    public long pid() {
        return process.pid();
    }

    /** Ends the process at once, as {@code kill -9} does, and waits for its end. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /**
     * Waits for the process to end by itself.
     *
     * @return its exit code
     * @throws IllegalStateException if it does not end within that time
     */
    public int awaitEnd(Duration bound) throws InterruptedException {
        if (!process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException(process.info() + " did not end within " + bound);
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private void readOutput() {
        try (BufferedReader reader = process.inputReader()) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                output.add(line);
            }
        } catch (IOException e) {
            // The process was ended by us: what it had not said is of no interest.
        } finally {
            output.add(END);
        }
    }
}
