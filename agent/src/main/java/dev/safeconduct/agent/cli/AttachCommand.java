package dev.safeconduct.agent.cli;

import dev.safeconduct.client.oauth.ServerUrl;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code attach}: loads the agent into a program that runs already. */
@Command(
        name = "attach",
        description = {
            "Load the agent into a running JVM of the same user. Shows its main class and asks first.",
            "It is configured by that program's own properties and variables, or by --config.",
            "Ends with 1 if the agent is not in that program afterwards, or not with this --config."
        })
final class AttachCommand implements Callable<Integer> {

    /** From here on a JVM warns of agents that are loaded later. */
    private static final int WARNS = 21;

    private final Surroundings around;

    @Mixin
    CommonOptions common = new CommonOptions();

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    boolean yes;

    @Option(
            names = "--config",
            paramLabel = "FILE|URL",
            description = "The agent's argument: a properties file that the program can read, or the URL of a server.")
    @Nullable String config;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "text",
            converter = JsonOrText.class,
            description = "text (default) or json.")
    String format = "text";

    @Parameters(paramLabel = "PID", description = "The process, as jps lists it.")
    long pid;

    AttachCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws Exception {
        Console console = new Console(around, common);
        String argument = argument();
        HostProcess process = HostProcess.find(pid);
        if (!yes && !around.terminal().getAsBoolean()) {
            throw new CommandFailure(ExitCode.USAGE, "attach asks first, and there is no terminal to ask on: add -y.");
        }
        if (ModuleLayer.boot().findModule("jdk.attach").isEmpty()) {
            throw new CommandFailure(
                    ExitCode.GENERAL,
                    "This Java has no module jdk.attach, as a JRE has not. Run this command with the java of a JDK.");
        }
        try (Attachment attachment = Attachment.open(process)) {
            String main = attachment.mainClass();
            if (yes) {
                console.say("Process " + pid + " runs " + main + ".");
            } else if (!isConfirmed(console, main)) {
                console.tell("Nothing was changed.");
                return ExitCode.GENERAL;
            }
            AttachReport report = new AttachReport(pid, main, attachment.load(ownJar(), argument));
            if (report.isNew() && attachment.feature() >= WARNS) {
                console.say(
                        "Its JVM has written a warning that a Java agent was loaded dynamically, which this was. A program"
                                + " that is started with -XX:+EnableDynamicAgentLoading writes none.");
            }
            around.out().print(format.equals("json") ? report.json() : report.text());
            around.out().flush();
            return report.isIn() && (report.isNew() || config == null) ? ExitCode.DONE : ExitCode.GENERAL;
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.GENERAL, "Process " + pid + " cannot be attached to: " + e.getMessage() + ".", e);
        }
    }

    private boolean isConfirmed(Console console, String main) throws IOException {
        console.tell("Process " + pid + " runs " + main + ". Load the agent into it? [y/N]");
        int answer = around.in().read();
        return answer == 'y' || answer == 'Y';
    }

    /** As the program has to read it, wherever that was started. */
    private String argument() throws CommandFailure {
        String given = config;
        if (given == null) {
            return "";
        }
        if (given.contains("://")) {
            try {
                return ServerUrl.parse(given).text();
            } catch (IllegalArgumentException e) {
                throw new CommandFailure(ExitCode.USAGE, "That server cannot be used: " + e.getMessage() + ".", e);
            }
        }
        Path file = Path.of(given).toAbsolutePath().normalize();
        if (!Files.isReadable(file)) {
            throw new CommandFailure(ExitCode.USAGE, "The configuration file " + file + " cannot be read.");
        }
        return file.toString();
    }

    private static Path ownJar() throws URISyntaxException {
        return Path.of(AttachCommand.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    }
}
