package dev.safeconduct.spi;

import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** What a provider may know of the configuration. Immutable and safe for all threads. */
public interface ProviderConfig {

    /**
     * The value of a configuration key, with {@code ${env:NAME}} and {@code ${file:path}} resolved.
     *
     * @param key the whole key, for example {@code safeconduct.store.file.dir}
     * @return the value, or null if it is not set
     * @throws IllegalArgumentException if the value names an environment variable or a file that is not there; the
     *     message names the key, never the value
     */
    @Nullable String get(String key);

    /**
     * The user's home directory by the environment ({@code HOME}; {@code USERPROFILE} on Windows), which unlike the
     * property {@code user.home} is what other programs of the same user see.
     *
     * @return null where the environment does not name one
     */
    @Nullable Path homeDirectory();

    /** The clock to ask for the time. */
    Clock clock();

    /**
     * Makes the threads of a provider that needs some: daemons that keep nothing of the program which happened to need the
     * provider first, neither its class loader nor its thread locals.
     */
    ThreadFactory threads();
}
