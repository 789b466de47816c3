package dev.safeconduct.agent.cli;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import com.sun.tools.attach.VirtualMachineDescriptor;
import dev.safeconduct.client.internal.text.ServerText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The attach mechanism of the JDK, on one process. Not loaded where the module {@code jdk.attach} is missing. For one
 * thread.
 */
final class Attachment implements AutoCloseable {

    /** How the agent's argument begins that says where it replies: as in its entry class. */
    private static final String ARGUMENT = "attach\n";

    private static final String NO_ATTACH = "-XX:+DisableAttachMechanism";

    private final HostProcess process;
    private final VirtualMachine machine;

    private Attachment(HostProcess process, VirtualMachine machine) {
        this.process = process;
        this.machine = machine;
    }

    /** Opens it; nothing is loaded into the process yet. */
    static Attachment open(HostProcess process) throws CommandFailure, IOException {
        if (process.hasOption(NO_ATTACH)) {
            throw refused(process);
        }
        boolean isListed =
                VirtualMachine.list().stream().map(VirtualMachineDescriptor::id).anyMatch(process.pid()::equals);
        if (!isListed && !process.runsJava()) {
            throw new CommandFailure(
                    ExitCode.GENERAL,
                    "Process " + process.pid() + " is not a JVM, or does not show itself as one (-XX:-UsePerfData)."
                            + " Nothing was done.");
        }
        try {
            return new Attachment(process, VirtualMachine.attach(process.pid()));
        } catch (AttachNotSupportedException e) {
            String why = String.valueOf(e.getMessage());
            if (why.contains("does not support the attach mechanism")) {
                throw refused(process);
            }
            throw new CommandFailure(
                    ExitCode.GENERAL,
                    "Process " + process.pid() + " does not let itself be attached to: " + ServerText.sanitize(why)
                            + ". It may have been started with " + NO_ATTACH + ".",
                    e);
        }
    }

    private static CommandFailure refused(HostProcess process) {
        return new CommandFailure(
                ExitCode.GENERAL,
                "The JVM of process " + process.pid() + " was started with " + NO_ATTACH
                        + ", so nothing can be loaded into it. Start the program with -javaagent instead.");
    }

    /** Its main class or jar, without its arguments, in which a secret may stand. */
    String mainClass() throws IOException {
        String command = machine.getSystemProperties().getProperty("sun.java.command", "");
        String first = command.strip().split("\\s+", 2)[0];
        return first.isEmpty() ? "unknown main class" : ServerText.sanitize(first);
    }

    /** The version of its Java; 0 if it is unknown. */
    int feature() throws IOException {
        try {
            return Integer.parseInt(machine.getSystemProperties().getProperty("java.specification.version", ""));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /**
     * Loads the agent.
     *
     * @param jar the agent's
     * @param argument the agent's argument, which holds no secret; empty for none
     * @return what it says; empty if that is unknown
     */
    List<String> load(Path jar, String argument) throws CommandFailure, IOException {
        if (!process.isAlive()) {
            throw new CommandFailure(ExitCode.GENERAL, "Process " + process.pid() + " has ended.");
        }
        Path folder = Files.createTempDirectory("safeconduct-attach");
        Path reply = folder.resolve("reply");
        try {
            Files.createFile(reply);
            machine.loadAgent(jar.toString(), ARGUMENT + reply + "\n" + argument);
            return Files.readAllLines(reply, StandardCharsets.UTF_8);
        } catch (AgentLoadException | AgentInitializationException e) {
            throw notLoaded(e);
        } finally {
            Files.deleteIfExists(reply);
            Files.delete(folder);
        }
    }

    private CommandFailure notLoaded(Exception failure) {
        String why = String.valueOf(failure.getMessage());
        String remedy = why.contains("EnableDynamicAgentLoading")
                ? "it was started with -XX:-EnableDynamicAgentLoading. Start it without, or with -javaagent."
                : ServerText.sanitize(why) + ". If it runs in a container, run this command there.";
        return new CommandFailure(
                ExitCode.GENERAL,
                "The JVM of process " + process.pid() + " did not load the agent: " + remedy,
                failure);
    }

    @Override
    public void close() throws IOException {
        machine.detach();
    }
}
