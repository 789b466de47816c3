package dev.safeconduct.agent.cli;

import dev.safeconduct.client.internal.config.ConfigInput;
import java.io.Console;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The entrance of the command line. */
public final class Main {

    private Main() {}

    /** Runs one command and ends the JVM with its exit code. */
    public static void main(String[] args) {
        Map<String, String> properties = new HashMap<>();
        Properties system = System.getProperties();
        system.stringPropertyNames().forEach(name -> properties.put(name, system.getProperty(name)));
        Surroundings around = new Surroundings(
                System.in,
                System.out,
                System.err,
                isTerminal(System.console()),
                TerminalWidth::columns,
                new ConfigInput(properties, System.getenv(), null),
                Clock.systemUTC(),
                Main.class.getClassLoader());
        System.exit(run(args, around));
    }

    /** Runs one command; touches nothing of the JVM's own. */
    static int run(String[] args, Surroundings around) {
        CommandLine line = new CommandLine(new RootCommand())
                .addSubcommand(new LoginCommand(around))
                .addSubcommand(new StatusCommand(around))
                .addSubcommand(new TokenCommand(around))
                .addSubcommand(new LogoutCommand(around))
                .addSubcommand(new WhoamiCommand(around))
                .addSubcommand(new WhyCommand(around))
                .addSubcommand(new DoctorCommand(around))
                .addSubcommand(new AttachCommand(around))
                .addSubcommand(new ClientMetadataCommand(around))
                .addSubcommand(new CommandLine(new StoreCommand())
                        .addSubcommand(new StoreEncryptCommand(around))
                        .addSubcommand(new StoreNewKeyCommand(around)))
                .setOut(writer(around.out()))
                .setErr(writer(around.err()))
                .setColorScheme(Help.defaultColorScheme(isColoured(around) ? Ansi.ON : Ansi.OFF))
                .setParameterExceptionHandler((failure, arguments) -> misused(failure))
                .setExecutionExceptionHandler((failure, command, parsed) -> Failures.report(failure, command, around));
        int code = line.execute(args);
        if (around.out().checkError()) {
            around.err().println("The output cannot be written: standard output is closed, or its disk is full.");
            around.err().flush();
            return ExitCode.GENERAL;
        }
        return code;
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

    private static boolean isColoured(Surroundings around) {
        Map<String, String> environment = around.config().environment();
        return around.terminal()
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !"dumb".equals(environment.get("TERM"));
    }

    /** Not picocli's own handler: that one suggests by guessing and prints the whole usage after each slip. */
    private static int misused(ParameterException failure) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(words(failure));
        if (!UnmatchedArgumentException.printSuggestions(failure, err)) {
            err.println("See: " + command.getCommandSpec().qualifiedName() + " --help");
        }
        err.flush();
        return ExitCode.USAGE;
    }

    private static String words(ParameterException failure) {
        if (!(failure instanceof UnmatchedArgumentException unmatched) || unmatched.isUnknownOption()) {
            return String.valueOf(failure.getMessage());
        }
        String first = unmatched.getUnmatched().get(0);
        CommandLine command = failure.getCommandLine();
        return command.getSubcommands().isEmpty()
                ? "Unexpected argument: '" + first + "'"
                : "Unknown command: '" + first + "'. The commands are "
                        + String.join(", ", command.getSubcommands().keySet()) + ".";
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, Charset.defaultCharset());
    }
}
