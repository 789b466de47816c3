package dev.safeconduct.store.file;

import dev.safeconduct.spi.TokenStoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The short locks under which the files of an entry are compared and replaced, and the places of leases. Both are bytes
 * of the {@link LockFile}, different ones: a writer does not wait for who holds a lease.
 */
final class WriteLocks {

    private static final Duration WRITE_LOCK_WAIT = Duration.ofSeconds(10);

    /** What is done under the lock. */
    interface Action {
        boolean run() throws IOException;
    }

    private final StoreDirectory directory;
    private final Duration wait;

    WriteLocks(StoreDirectory directory) {
        this(directory, WRITE_LOCK_WAIT);
    }

    /** @param wait how long to wait for another writer */
    WriteLocks(StoreDirectory directory, Duration wait) {
        this.directory = directory;
        this.wait = wait;
    }

    /** Does something against all other writers of an entry's files. */
    boolean under(String name, Action action) throws IOException {
        GoToolName both = GoToolName.of(name);
        // An earlier version knows each file by its own name, and locks that one alone.
        return under(both == null ? List.of(name) : List.of(both.shared(), both.own()), action);
    }

    private boolean under(List<String> names, Action action) throws IOException {
        if (names.isEmpty()) {
            return action.run();
        }
        LockFile.Held lock = lock(names.get(0));
        try {
            return under(names.subList(1, names.size()), action);
        } finally {
            lock.close();
        }
    }

    private LockFile.Held lock(String name) throws IOException {
        long start = System.nanoTime();
        LockFile lockFile = LockFile.in(directory.root());
        LockFile.Held held = Uninterrupted.run(() -> lockFile.lock(writeOffset(name), start, wait.toNanos()));
        if (held == null) {
            throw new TokenStoreException("The token store " + directory.root()
                    + " is busy: another process has kept an entry locked in " + file() + " for " + wait.toSeconds()
                    + " s. Look for one that is stopped.");
        }
        return held;
    }

    /** The file that has the locks. */
    Path file() {
        return directory.root().resolve(LockFile.NAME);
    }

    /** The lower half of all offsets. Every program that leases a name has to find the same one. */
    static long leaseOffset(String name) {
        return ByteBuffer.wrap(Digest.of(name.getBytes(StandardCharsets.UTF_8))).getLong() >>> 2;
    }

    /** The upper half; one bit less, for the end of the last byte is a number too. */
    private static long writeOffset(String name) {
        return (1L << 62) + (leaseOffset(name) >>> 1);
    }
}
