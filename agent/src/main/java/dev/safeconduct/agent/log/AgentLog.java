package dev.safeconduct.agent.log;

import dev.safeconduct.client.internal.config.Config;
import dev.safeconduct.client.internal.log.EventLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent's log. The level is looked at first; a line that is not written loads nothing.
 *
 * <p>Stack traces are written from level debug on only: most causes are expected, and the host's standard error
 * belongs to the application.
 */
public final class AgentLog implements EventLog {

    static final String LOGGER = "dev.safeconduct";

    private final LogSettings settings;

    private AgentLog(LogSettings settings) {
        this.settings = settings;
    }

    /** The log of this JVM, as configured. */
    public static AgentLog configure(Config config) {
        LogSettings settings = LogSettings.of(config);
        LogSettings.use(settings);
        return new AgentLog(settings);
    }

    @Override
    public boolean enabled(Level level) {
        return settings.isWritten(level);
    }

    @Override
    public void log(Level level, String message, @Nullable Throwable cause) {
        if (enabled(level)) {
            try {
                Output.write(level, message, settings.hasStackTraces() ? cause : null);
            } catch (Throwable e) {
                // The host must not feel it, and where should we tell it?
            }
        }
    }

    @Override
    public String howToLogIn(String server) {
        return AgentCommand.howToLogIn(server);
    }

    @Override
    public String howToLogIn(String server, String scope) {
        return AgentCommand.howToLogIn(server, scope);
    }

    /** Says that the agent stays out: on standard error, as it may be the settings of the log that are wrong. */
    public void disabled(String reason) {
        if (enabled(Level.ERROR)) {
            System.err.println("safeconduct: disabled: " + LineLayout.oneLine(reason));
        }
    }

    /** Loaded with the first line. */
    private static final class Output {

        private static final Logger LOGGER = LoggerFactory.getLogger(AgentLog.LOGGER);

        private Output() {}

        static void write(Level level, String message, @Nullable Throwable cause) {
            LOGGER.atLevel(org.slf4j.event.Level.valueOf(level.name()))
                    .setCause(cause)
                    .log(message);
        }
    }
}
