package dev.safeconduct.client.internal.log;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lines go to the SLF4J logger {@code dev.safeconduct}. */
public final class Slf4jEventLog implements EventLog {

    private final Logger logger = LoggerFactory.getLogger("dev.safeconduct");

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

    private static org.slf4j.event.Level slf4j(Level level) {
        return org.slf4j.event.Level.valueOf(level.name());
    }
}
