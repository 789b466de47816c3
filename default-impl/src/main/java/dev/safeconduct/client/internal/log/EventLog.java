package dev.safeconduct.client.internal.log;

import org.jspecify.annotations.Nullable;

/**
 * Where the client's few lines go. The host decides what is written and when the writing part is loaded: the agent
 * starts its logging with the first line to be written.
 */
public interface EventLog {

    /** How important a line is. */
    enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }

    /** Whether lines of this level are written; cheap. */
    boolean enabled(Level level);

    /** Writes a line if its level is enabled. The message holds no secret. Never throws. */
    void log(Level level, String message, @Nullable Throwable cause);

    /** Tells a person what they have to do now: a warning, and not lost where the host has no logging. Never throws. */
    default void tell(String message) {
        log(Level.WARN, message);
    }

    /**
     * How a person logs in, as a sentence, in the terms of whatever shows these lines.
     *
     * @param server the protected resource, as its URL
     */
    default String howToLogIn(String server) {
        return "Log in to " + server + " by the login of its session.";
    }

    /**
     * The same, to get a scope.
     *
     * @param scope a scope, or a part of one, may be the words of a server
     */
    default String howToLogIn(String server, String scope) {
        return howToLogIn(server);
    }

    /**
     * Told of each token that was obtained without a person, by a refresh or a grant; for what counts them. Never throws.
     *
     * @param server the name of the configured server
     */
    default void obtained(String server) {}

    /** Writes a line without a cause. */
    default void log(Level level, String message) {
        log(level, message, null);
    }
}
