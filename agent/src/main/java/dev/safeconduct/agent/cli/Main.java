package dev.safeconduct.agent.cli;

import dev.safeconduct.client.internal.config.ConfigInput;
import java.io.Console;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The entrance of the command line. What programs run often, {@code token <server>}, needs no parser: to load one takes
 * longer than all the rest of that command.
 */
public final class Main {

    private Main() {}

    /** Runs one command and ends the JVM with its exit code. */
    public static void main(String[] args) {
        Map<String, String> properties = new HashMap<>();
        for (String name : System.getProperties().stringPropertyNames()) {
            properties.put(name, System.getProperty(name));
        }
        Surroundings around = new Surroundings(
                System.in,
                System.out,
                System.err,
                () -> isTerminal(System.console()),
                TerminalWidth::columns,
                new ConfigInput(properties, System.getenv(), null),
                Clock.systemUTC(),
                Main.class.getClassLoader());
        System.exit(run(args, around));
    }

    /** Runs one command; touches nothing of the JVM's own. */
    static int run(String[] args, Surroundings around) {
        TokenCommand token = TokenCommand.withoutOptions(args, around);
        int code = token == null ? Commands.run(args, around) : run(token, around);
        if (around.out().checkError()) {
            around.err().println("The output cannot be written: standard output is closed, or its disk is full.");
            around.err().flush();
            return ExitCode.GENERAL;
        }
        return code;
    }

    private static int run(TokenCommand token, Surroundings around) {
        try {
            return token.call();
        } catch (Exception failure) {
            return Failures.report(failure, false, around);
        }
    }

    /** From Java 22 on there is a console without a terminal too. */
    private static boolean isTerminal(@Nullable Console console) {
        try {
            return console != null
                    && (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true; // an older JVM, whose console is a terminal
        }
    }
}
