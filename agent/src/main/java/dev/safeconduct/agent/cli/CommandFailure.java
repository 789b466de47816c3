package dev.safeconduct.agent.cli;

import org.jspecify.annotations.Nullable;

/** A command ends here, with this exit code. The message is for the person, and whole: what, whose fault, what next. */
final class CommandFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    CommandFailure(int exitCode, String message) {
        this(exitCode, message, null);
    }

    CommandFailure(int exitCode, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
