package dev.safeconduct.store.file;

import dev.safeconduct.spi.ProviderConfig;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.spi.TokenStoreProvider;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Makes stores on files. The directory is made, for its owner only, when something is first written.
 *
 * <p>Key: {@value #DIRECTORY_KEY}, default {@code .config/safeconduct/tokens} in the home directory.
 */
public final class FileTokenStoreProvider implements TokenStoreProvider {

    /** The key of the store's directory. */
    static final String DIRECTORY_KEY = "safeconduct.store.file.dir";

    /** For {@link java.util.ServiceLoader}. */
    public FileTokenStoreProvider() {}

    @Override
    public String name() {
        return "file";
    }

    @Override
    public TokenStore create(ProviderConfig config) throws TokenStoreException {
        return new FileTokenStore(new StoreDirectory(directory(config)), config.clock());
    }

    private static Path directory(ProviderConfig config) throws TokenStoreException {
        String configured = config.get(DIRECTORY_KEY);
        Path home = config.homeDirectory();
        if (configured == null) {
            if (home == null) {
                throw new TokenStoreException("There is no place for the token store: the environment variable HOME"
                        + " (USERPROFILE on Windows) is not set, or is not a path in this locale, as with a letter that is not"
                        + " ASCII under LC_ALL=C. Set it, set LC_ALL=C.UTF-8, or set " + DIRECTORY_KEY
                        + " to a directory.");
            }
            return home.resolve(Path.of(".config", "safeconduct", "tokens")).toAbsolutePath();
        }
        // The empty path would be the working directory, and be closed to everybody else.
        if (configured.isBlank()) {
            throw new TokenStoreException(
                    DIRECTORY_KEY + " is set but empty. Set it to a directory, or take it out to use the default.");
        }
        try {
            return Path.of(configured).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw new TokenStoreException(DIRECTORY_KEY + " is not a path: " + e.getReason() + ". Correct it.", e);
        }
    }
}
