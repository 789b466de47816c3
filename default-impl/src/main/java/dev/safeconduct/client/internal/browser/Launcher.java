package dev.safeconduct.client.internal.browser;

import dev.safeconduct.client.internal.process.Programs;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Starts a program without a shell, cut off from our standard streams and our terminal, and does not wait for its end. */
final class Launcher {

    /** In a session of its own, a browser does not get the Ctrl-C that is meant for us. */
    private static final Path SETSID = Path.of("/usr/bin/setsid");

    /** What is wrong with a command shows at once. */
    private static final long AT_ONCE_SECONDS = 2;

    private Launcher() {}

    /**
     * Starts a program; blocks for two seconds at most.
     *
     * @param environment what the program gets in addition
     * @throws IOException if it could not be started, or ended with an error at once; says why, in words
     */
    static void start(List<String> command, Map<String, String> environment, boolean windows) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(windows ? command : detached(command))
                .redirectInput(Redirect.from(new File(windows ? "NUL" : "/dev/null")))
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD);
        builder.environment().putAll(environment);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw notStarted(command.get(0), e);
        }
        check(process, command.get(0));
    }

    private static List<String> detached(List<String> command) throws IOException {
        String program = Programs.find(command.get(0), System.getenv().getOrDefault("PATH", ""));
        if (program == null) {
            throw notStarted(command.get(0), null);
        }
        List<String> words = new ArrayList<>();
        if (Files.isExecutable(SETSID)) {
            words.add(SETSID.toString());
        }
        words.add(program);
        words.addAll(command.subList(1, command.size()));
        return words;
    }

    private static void check(Process process, String program) throws IOException {
        try {
            if (process.waitFor(AT_ONCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() != 0) {
                throw new IOException(
                        "The program " + program + " was started to open the login page, and ended at once"
                                + " with the exit code " + process.exitValue());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // it runs all the same
        }
    }

    private static IOException notStarted(String program, @Nullable IOException cause) {
        return new IOException(
                "The program " + program + " could not be started to open the login page: is it installed, on the PATH"
                        + " and executable?",
                cause);
    }
}
