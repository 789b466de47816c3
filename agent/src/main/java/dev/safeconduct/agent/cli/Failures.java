package dev.safeconduct.agent.cli;

import dev.safeconduct.agent.log.AgentCommand;
import dev.safeconduct.client.oauth.ErrorResponseException;
import dev.safeconduct.client.oauth.LoginRequiredException;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TokenStoreException;

/** Turns what went wrong into words and an exit code. */
final class Failures {

    static final String INTERRUPTED = "Interrupted. No login was changed.";

    private Failures() {}

    /** Reports what ended a command, with a stack trace if the user asked for more; returns the exit code. */
    static int report(Exception failure, boolean verbose, Surroundings around) {
        CommonOptions options = new CommonOptions();
        options.verbose = verbose;
        Console console = new Console(around, options);
        int code = exitCode(failure);
        console.tell(words(failure));
        console.trace(failure);
        return code;
    }

    private static int exitCode(Exception failure) {
        if (failure instanceof CommandFailure known) {
            return known.exitCode();
        }
        if (failure instanceof InterruptedException) {
            return ExitCode.INTERRUPTED;
        }
        return failure instanceof OAuthException oauth ? exitCode(oauth, ExitCode.GENERAL) : ExitCode.GENERAL;
    }

    /**
     * The exit code of a failure of the client.
     *
     * @param otherwise where neither a person, nor the store, nor the network is what is missing
     */
    static int exitCode(OAuthException failure, int otherwise) {
        if (failure instanceof LoginRequiredException) {
            return ExitCode.LOGIN_NEEDED;
        }
        if (failure instanceof TokenStoreException) {
            return ExitCode.STORE;
        }
        return failure.isTransient() ? ExitCode.NETWORK : otherwise;
    }

    /** What went wrong, in a sentence or two; what a server said is marked as its words. */
    static String words(Exception failure) {
        if (failure instanceof InterruptedException) {
            return INTERRUPTED;
        }
        if (failure instanceof LoginRequiredException login) {
            return login.reason() + ". " + AgentCommand.howToLogIn(login.server());
        }
        if (failure instanceof ErrorResponseException error) {
            return error.error().equals(ErrorResponseException.ACCESS_DENIED)
                    ? "It was denied, by you or by the authorization server: " + error.getMessage() + "."
                    : error.getMessage() + ".";
        }
        // Both say what is wrong with what the user wrote; anything else is an internal error.
        boolean told = failure instanceof OAuthException
                || failure instanceof CommandFailure
                || failure instanceof IllegalArgumentException;
        String message = String.valueOf(failure.getMessage());
        return told
                ? message
                : "Internal error in Safeconduct: " + failure.getClass().getSimpleName()
                        + ". Run it again with -v and report what it prints.";
    }
}
