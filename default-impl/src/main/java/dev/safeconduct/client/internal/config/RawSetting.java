package dev.safeconduct.client.internal.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A value as one source has it.
 *
 * @param key the whole key
 * @param value the value as written, without the white space around it
 * @param from which kind of source
 * @param origin the source, the name in it, the line
 * @param file the file it is written in, or null
 */
record RawSetting(String key, String value, From from, String origin, @Nullable Path file) {

    /** The kinds of sources, the first counts before the next. */
    enum From {
        PROGRAM,
        ARGUMENT,
        SYSTEM_PROPERTY,
        ENVIRONMENT,
        FILE
    }

    RawSetting {
        value = value.strip();
    }

    /** What is written here is for people; the value may be a secret. */
    @Override
    public String toString() {
        return key + " (" + origin + ")";
    }

    /** A problem with this setting. */
    ConfigProblem problem(String message) {
        String server = ConfigKeys.serverOf(key);
        ConfigProblem.Scope scope = server == null ? ConfigProblem.Scope.GLOBAL : ConfigProblem.Scope.SERVER;
        return new ConfigProblem(key, origin, message, scope, server);
    }

    /** A remark on this setting that changes nothing. */
    ConfigProblem warning(String message) {
        return new ConfigProblem(key, origin, message, ConfigProblem.Scope.WARNING, ConfigKeys.serverOf(key));
    }
}
