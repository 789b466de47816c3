package dev.safeconduct.client.muster;

import dev.safeconduct.client.internal.record.GoToolConfig;
import dev.safeconduct.spi.TokenStoreException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the Go tool muster and this client have in common: a directory of tokens, and how long a login lasts. */
public final class GoTool {

    /** Where the Go tool keeps its tokens, relative to the home directory. */
    public static final String DEFAULT_TOKEN_STORAGE_DIR = GoToolConfig.GO_TOOL_DIRECTORY;

    /** How long a login with the Go tool lasts at most, from its {@code created_at}. */
    public static final Duration DEFAULT_SESSION_DURATION = Duration.ofDays(30);

    private GoTool() {}

    /**
     * Where the Go tool keeps its tokens, by the environment variable {@code HOME} ({@code USERPROFILE} on Windows), as
     * the Go tool reads it; {@code user.home} may be another directory. Nothing is created or looked at.
     *
     * @throws TokenStoreException if the variable is not set
     */
    public static Path defaultTokenDir() throws TokenStoreException {
        boolean windows = System.getProperty("os.name", "").startsWith("Windows");
        return defaultTokenDir(System.getenv(windows ? "USERPROFILE" : "HOME"));
    }

    static Path defaultTokenDir(@Nullable String home) throws TokenStoreException {
        if (home == null || home.isEmpty()) {
            throw new TokenStoreException("It is unknown where the Go tool keeps its tokens: the environment"
                    + " variable HOME (USERPROFILE on Windows) is not set. Set it, or set"
                    + " safeconduct.store.file.dir to the directory.");
        }
        return tokenDirectory(Path.of(home));
    }

    /** Where the Go tool keeps its tokens in a home directory. */
    public static Path tokenDirectory(Path home) {
        return home.resolve(DEFAULT_TOKEN_STORAGE_DIR);
    }
}
