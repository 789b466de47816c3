package dev.safeconduct.client.internal.record;

import dev.safeconduct.spi.ProviderConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** The configuration of a file store over the directory in which the Go tool (muster) keeps its tokens. */
public record GoToolConfig(ProviderConfig rest, Path directory) implements ProviderConfig {

    /** Where the Go tool keeps its tokens, relative to the home directory. */
    public static final String GO_TOOL_DIRECTORY = ".config/muster/tokens";

    /** Null where there is no such directory. */
    public static @Nullable GoToolConfig of(ProviderConfig config) {
        Path home = config.homeDirectory();
        Path directory = home == null ? null : home.resolve(GO_TOOL_DIRECTORY);
        return directory != null && Files.isDirectory(directory) ? new GoToolConfig(config, directory) : null;
    }

    @Override
    public @Nullable String get(String key) {
        return key.equals("safeconduct.store.file.dir") ? directory.toString() : rest.get(key);
    }

    @Override
    public @Nullable Path homeDirectory() {
        return rest.homeDirectory();
    }

    @Override
    public Clock clock() {
        return rest.clock();
    }

    @Override
    public ThreadFactory threads() {
        return rest.threads();
    }
}
