package dev.safeconduct.agent.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The commands and their options, as picocli reads them. */
final class Commands {

    private Commands() {}

    /** Runs one command; returns its exit code. */
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
                .setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command, around));
        return line.execute(args);
    }

    private static boolean isColoured(Surroundings around) {
        Map<String, String> environment = around.config().environment();
        return around.terminal().getAsBoolean()
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

    private static int failed(Exception failure, CommandLine command, Surroundings around) throws Exception {
        if (failure instanceof ParameterException usage) {
            return command.getParameterExceptionHandler().handleParseException(usage, new String[0]);
        }
        // The parsed options stay with their command; only this one is reported as an error.
        boolean verbose =
                command.getParseResult() != null && command.getParseResult().hasMatchedOption("--verbose");
        return Failures.report(failure, verbose, around);
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
