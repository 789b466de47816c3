package dev.safeconduct.client.internal.log;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLogger;

/** Lines go to the SLF4J logger {@code dev.safeconduct}, by what SLF4J 1.7 has too: a program may still have that. */
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
        return switch (level) {
            case ERROR -> logger.isErrorEnabled();
            case WARN -> logger.isWarnEnabled();
            case INFO -> logger.isInfoEnabled();
            case DEBUG -> logger.isDebugEnabled();
            case TRACE -> logger.isTraceEnabled();
        };
    }

    @Override
    public void log(Level level, String message, @Nullable Throwable cause) {
        switch (level) {
            case ERROR -> logger.error(message, cause);
            case WARN -> logger.warn(message, cause);
            case INFO -> logger.info(message, cause);
            case DEBUG -> logger.debug(message, cause);
            case TRACE -> logger.trace(message, cause);
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
}
