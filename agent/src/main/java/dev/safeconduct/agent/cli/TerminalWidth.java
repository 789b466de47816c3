package dev.safeconduct.agent.cli;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** How wide the terminal is. Java does not know; {@code stty} (POSIX) does. */
final class TerminalWidth {

    private static final int USUAL = 80;
    private static final long PATIENCE_MILLIS = 500;

    private TerminalWidth() {}

    /** The number of columns; 80 where it cannot be found out. Blocks for half a second at most. */
    static int columns() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(Redirect.from(new File("/dev/tty")))
                    .redirectError(Redirect.DISCARD)
                    .start();
            if (!stty.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                stty.destroyForcibly();
                return USUAL;
            }
            return columns(new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        } catch (IOException e) {
            return USUAL;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return USUAL;
        }
    }

    /** @param size rows and columns, as {@code stty size} prints them */
    static int columns(String size) {
        String[] numbers = size.strip().split(" ", -1);
        try {
            int columns = Integer.parseInt(numbers[numbers.length - 1]);
            return columns > 0 ? columns : USUAL;
        } catch (NumberFormatException e) {
            return USUAL;
        }
    }
}
