package dev.safeconduct.client.internal.log;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLogger;

/** Lines go to the SLF4J logger {@code dev.safeconduct}. */
public final class Slf4jEventLog implements EventLog {

    private final Logger logger;
    private final PrintStream standardError;

    public Slf4jEventLog() {
        this(LoggerFactory.getLogger("dev.safeconduct"), System.err);
    }

    Slf4jEventLog(Logger logger, PrintStream standardError) {
        this.logger = logger;
        this.standardError = standardError;
    }

    @Override
    public boolean enabled(Level level) {
        return logger.isEnabledForLevel(slf4j(level));
    }

    @Override
    public void log(Level level, String message, @Nullable Throwable cause) {
        if (enabled(level)) {
            logger.atLevel(slf4j(level)).setCause(cause).log(message);
        }
    }

    /** A host without an SLF4J provider has not asked for silence: it has no logging. */
    @Override
    public void tell(String message) {
        if (logger instanceof NOPLogger) {
            standardError.println(message);
        } else {
            log(Level.WARN, message);
        }
    }

    private static org.slf4j.event.Level slf4j(Level level) {
        return org.slf4j.event.Level.valueOf(level.name());
    }
}
