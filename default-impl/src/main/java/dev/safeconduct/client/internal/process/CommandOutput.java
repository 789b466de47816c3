package dev.safeconduct.client.internal.process;

import dev.safeconduct.client.internal.concurrent.Threads;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What a program writes that a user has configured as the source of a credential (THREATS 75). No shell reads the command;
 * the program gets nothing on its standard input and little of this process's environment, its errors are not read, and
 * what it writes is in no message.
 */
public final class CommandOutput {

    /** How long a program may take. */
    public static final Duration LIMIT = Duration.ofSeconds(10);

    private static final int MOST_BYTES = 64 * 1024;

    private static final long AFTER_END_MILLIS = 1_000;

    /** What programs cannot do without. All else is named, or set by {@code env NAME=value program}. */
    private static final Set<String> ENVIRONMENT = Set.of(
            "PATH",
            "HOME",
            "USER",
            "LOGNAME",
            "LANG",
            "LC_ALL",
            "TMPDIR",
            "TZ",
            "XDG_CONFIG_HOME",
            "SystemRoot",
            "USERPROFILE",
            "APPDATA",
            "LOCALAPPDATA");

    private final Process process;
    private final long deadline;

    private CommandOutput(Process process, Duration limit) {
        this.process = process;
        this.deadline = System.nanoTime() + limit.toNanos();
    }

    /**
     * Runs a program and waits for its end. Blocks, for the limit at most.
     *
     * @param words the program, by its whole path or its name on the PATH, and its arguments
     * @throws IOException if it cannot be started, fails, takes too long or writes too much; the message goes after the
     *     name of a setting
     */
    public static String of(List<String> words, Duration limit) throws IOException {
        return of(words, List.of(), limit);
    }

    /**
     * The same, with more of this process's environment.
     *
     * @param variables by their names
     */
    public static String of(List<String> words, List<String> variables, Duration limit) throws IOException {
        String program = Programs.find(words.get(0), System.getenv().getOrDefault("PATH", ""));
        if (program == null) {
            throw new IOException("names the program " + words.get(0)
                    + ", which is not there: is it installed, on the PATH and executable?");
        }
        List<String> command = new ArrayList<>(words);
        command.set(0, program);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(Redirect.from(new File(File.separatorChar == '/' ? "/dev/null" : "NUL")))
                .redirectError(Redirect.DISCARD);
        builder.environment().keySet().removeIf(name -> !ENVIRONMENT.contains(name) && !variables.contains(name));
        Process started;
        try {
            started = builder.start();
        } catch (IOException e) {
            throw new IOException("names the program " + program + ", which cannot be started", e);
        }
        CommandOutput running = new CommandOutput(started, limit);
        try {
            return running.read(program);
        } finally {
            running.end();
        }
    }

    private String read(String program) throws IOException {
        PipeReader output = new PipeReader(process.getInputStream(), MOST_BYTES + 1, this::end);
        try {
            Thread reader = new Threads("command").newThread(output);
            reader.start();
            boolean ended = process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            // A process that it left behind may keep the output open; what it wrote itself is there by then.
            reader.join(AFTER_END_MILLIS);
            byte[] bytes = output.bytes();
            if (bytes.length > MOST_BYTES) {
                throw new IOException("names the program " + program + ", which writes more than 64 KiB");
            }
            if (!ended) {
                throw new IOException("names the program " + program + ", which did not end in time");
            }
            if (process.exitValue() != 0) {
                throw new IOException(
                        "names the program " + program + ", which failed with the exit code " + process.exitValue());
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("names the program " + program + ", and the wait for it was interrupted", e);
        }
    }

    /** With what it has started itself; nothing where it has ended. */
    private void end() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
