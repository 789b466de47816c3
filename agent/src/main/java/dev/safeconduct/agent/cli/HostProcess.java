package dev.safeconduct.agent.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A process of this machine that the agent is to be attached to, and whether it is this user's. */
final class HostProcess {

    private final ProcessHandle handle;

    private HostProcess(ProcessHandle handle) {
        this.handle = handle;
    }

    /**
     * Finds a process of the same user. Also an administrator's command refuses another user's process: the agent would
     * act for that user with files that this one has chosen (THREATS 70).
     */
    static HostProcess find(long pid) throws CommandFailure {
        ProcessHandle own = ProcessHandle.current();
        if (pid == own.pid()) {
            throw new CommandFailure(ExitCode.USAGE, "Process " + pid + " is this command.");
        }
        ProcessHandle found = ProcessHandle.of(pid)
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.GENERAL, "There is no process " + pid + ". To list those that run Java: jps -l"));
        String owner = owner(found);
        if (owner == null || !owner.equals(owner(own))) {
            throw new CommandFailure(
                    ExitCode.GENERAL,
                    "Process " + pid + " belongs to another user" + (owner == null ? "" : " (" + owner + ")")
                            + ", so nothing was done. Run this command as that user.");
        }
        return new HostProcess(found);
    }

    /** The user by number where the system says it: in a container a user may have no name. */
    private static @Nullable String owner(ProcessHandle process) {
        Path entry = Path.of("/proc", Long.toString(process.pid()));
        try {
            if (Files.isDirectory(entry)) {
                return "uid " + Files.getAttribute(entry, "unix:uid");
            }
        } catch (IOException | UnsupportedOperationException e) {
            // By its name, then.
        }
        return process.info().user().orElse(null);
    }

    String pid() {
        return Long.toString(handle.pid());
    }

    /** Whether it is still the same process, and not another one that was given its number. */
    boolean isAlive() {
        return handle.isAlive();
    }

    /**
     * Whether it looks like a JVM, though it does not show itself as one ({@code -XX:-UsePerfData}). Any other program might
     * not survive the signal by which a JVM is asked to listen.
     */
    boolean runsJava() {
        return handle.info()
                .command()
                .map(command -> Path.of(command).getFileName().toString().startsWith("java"))
                .orElse(false);
    }

    /** Whether its arguments have this option; false where they are not known. */
    boolean hasOption(String option) {
        for (String argument : handle.info().arguments().orElse(new String[0])) {
            if (argument.equals(option)) {
                return true;
            }
        }
        return false;
    }
}
