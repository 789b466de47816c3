package dev.safeconduct.it.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Runs other programs. */
final class Commands {
    private Commands() {}

    /** What it prints, or why it cannot be run. */
    static String output(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
