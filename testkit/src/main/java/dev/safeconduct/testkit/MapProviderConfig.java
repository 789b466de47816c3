package dev.safeconduct.testkit;

import dev.safeconduct.spi.ProviderConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * A configuration for tests.
 *
 * @param values the keys that are set
 * @param homeDirectory null for an environment without one
 * @param clock what providers see as the time; a {@linkplain StoreProcess forked JVM} sees the system's instead
 */
public record MapProviderConfig(Map<String, String> values, @Nullable Path homeDirectory, Clock clock)
        implements ProviderConfig {

    public MapProviderConfig {
        values = Map.copyOf(values);
    }

    /** A configuration with these keys, no home directory and the system's clock. */
    public static MapProviderConfig of(Map<String, String> values) {
        return new MapProviderConfig(values, null, Clock.systemUTC());
    }

    @Override
    public @Nullable String get(String key) {
        return values.get(key);
    }

    @Override
    public ThreadFactory threads() {
        return task -> {
            Thread thread = new Thread(null, task, "provider", 0, false);
            thread.setDaemon(true);
            return thread;
        };
    }
}
