package dev.safeconduct.agent.log;

import dev.safeconduct.client.internal.config.Config;
import dev.safeconduct.client.internal.log.EventLog.Level;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is written, and where.
 *
 * @param level the least important level that is written; null for nothing at all
 * @param file the file, or null for standard error
 */
record LogSettings(@Nullable Level level, @Nullable String file) {

    private static final String LEVEL = "safeconduct.agent.log";
    private static final String FILE = "safeconduct.agent.log-file";

    private static volatile LogSettings current = new LogSettings(Level.WARN, null);

    static LogSettings of(Config config) {
        String level = value(config, LEVEL);
        return new LogSettings(level == null ? Level.WARN : level(level), value(config, FILE));
    }

    /** Those of this JVM: Logback makes its configurator itself, which finds them here. */
    static LogSettings current() {
        return current;
    }

    static void use(LogSettings settings) {
        current = settings;
    }

    boolean isWritten(Level other) {
        return level != null && other.compareTo(level) <= 0;
    }

    /** Whether stack traces are written: only for those who look closer. */
    boolean hasStackTraces() {
        return isWritten(Level.DEBUG);
    }

    private static @Nullable Level level(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return upper.equals("OFF") ? null : Level.valueOf(upper);
    }

    private static @Nullable String value(Config config, String key) {
        try {
            return config.get(key);
        } catch (IllegalArgumentException e) {
            return null; // it names a variable or file that is missing
        }
    }
}
