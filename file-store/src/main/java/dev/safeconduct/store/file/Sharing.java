package dev.safeconduct.store.file;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What Windows refuses for a moment: to open, replace or delete a file that another program has open without sharing it, as
 * a virus scanner does (sharing violation), or that is about to be deleted. Other systems refuse nothing of the kind, and
 * there it is done once.
 */
final class Sharing {

    private static final int RETRIES = 5;
    private static final long PAUSE_MILLIS = 20;

    /** Something with a file that has done nothing if it fails. */
    interface Action<T extends @Nullable Object> {
        T run() throws IOException;
    }

    private Sharing() {}

    /** Does it, again if the file system is one that may refuse it for a moment. */
    static <T extends @Nullable Object> T retried(Path file, Action<T> action) throws IOException {
        return retried(Permissions.isPosix(file) ? 0 : RETRIES, action);
    }

    /** @param retries how often it is begun again */
    static <T extends @Nullable Object> T retried(int retries, Action<T> action) throws IOException {
        for (int failures = 0; ; failures++) {
            try {
                return action.run();
            } catch (FileSystemException e) {
                if (e instanceof NoSuchFileException || failures == retries) {
                    throw e;
                }
                Uninterrupted.run(() -> {
                    TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
                    return true;
                });
            }
        }
    }
}
