package dev.safeconduct.client.internal.browser;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;
import java.util.Map;

/** Starts a program without a shell, cut off from our standard streams, and does not wait for it. */
final class Launcher {

    private Launcher() {}

    /**
     * @param environment what the program gets in addition
     * @throws IOException if it could not be started; says why, in words
     */
    static void start(List<String> command, Map<String, String> environment, boolean windows) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(Redirect.from(new File(windows ? "NUL" : "/dev/null")))
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD);
        builder.environment().putAll(environment);
        try {
            builder.start();
        } catch (IOException e) {
            throw new IOException(
                    "The program " + command.get(0) + " could not be started to open the login page: is it installed,"
                            + " on the PATH and executable?",
                    e);
        }
    }
}
