package dev.safeconduct.agent.cli;

import dev.safeconduct.agent.log.AgentCommand;
import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.client.internal.text.ServerText;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Speaks to the person, on standard error, and writes the client's log there. Safe for all threads. */
final class Console implements EventLog {

    private static final String ERASE_LINE = "\r\u001b[K";

    /** A person may change the width in between. */
    private static final int LINES_OF_A_WIDTH = 25;

    private final PrintStream err;
    private final Surroundings around;
    private final boolean quiet;
    private final boolean verbose;
    private final IntSupplier columns;
    private boolean lineOpen;
    private int lines;
    private int width;

    Console(Surroundings around, CommonOptions options) {
        this.err = around.err();
        this.columns = around.columns();
        this.around = around;
        this.quiet = options.quiet;
        this.verbose = options.verbose || isDebug(around);
    }

    static boolean isDebug(Surroundings around) {
        String level = around.config().systemProperties().getOrDefault("safeconduct.agent.log", "");
        return level.equalsIgnoreCase("debug") || level.equalsIgnoreCase("trace");
    }

    /** A remark that {@code -q} leaves out. */
    void say(String text) {
        if (!quiet) {
            tell(text);
        }
    }

    /** What the person has to know whatever they asked for. */
    @Override
    public synchronized void tell(String text) {
        eraseProgress();
        err.println(text);
        err.flush();
    }

    @Override
    public String howToLogIn(String server) {
        return AgentCommand.howToLogIn(server);
    }

    @Override
    public String howToLogIn(String server, String scope) {
        return AgentCommand.howToLogIn(server, scope);
    }

    /** A line that is written over by the next one, cut to the width of the terminal; on a terminal only. */
    synchronized void progress(String text) {
        if (!quiet && isTerminal()) {
            if (lines++ % LINES_OF_A_WIDTH == 0) {
                width = columns.getAsInt();
            }
            // What reaches the last column may wrap, and of a wrapped line only the last row is erased.
            err.print(ERASE_LINE + text.substring(0, Math.max(0, Math.min(text.length(), width - 1))));
            err.flush();
            lineOpen = true;
        }
    }

    /** Takes a line of progress away. */
    synchronized void eraseProgress() {
        if (lineOpen) {
            err.print(ERASE_LINE);
            err.flush();
            lineOpen = false;
        }
    }

    /** Where stack traces go, if they were asked for. */
    void trace(Throwable failure) {
        if (verbose) {
            failure.printStackTrace(err);
        }
    }

    boolean isQuiet() {
        return quiet;
    }

    boolean isTerminal() {
        return !"dumb".equals(around.config().environment().get("TERM"))
                && around.terminal().getAsBoolean();
    }

    @Override
    public boolean enabled(Level level) {
        return verbose || level == Level.ERROR || (level == Level.WARN && !quiet);
    }

    @Override
    public void log(Level level, String message, @Nullable Throwable cause) {
        if (enabled(level)) {
            tell(level.name().toLowerCase(Locale.ROOT) + ": " + message);
            if (cause != null) {
                trace(cause);
            }
        }
    }

    /** A text that a server chose, fit to be shown in a line of the program's own. */
    static String quoted(String serverText) {
        return "\"" + ServerText.sanitize(serverText) + "\"";
    }
}
