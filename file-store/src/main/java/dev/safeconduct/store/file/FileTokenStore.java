package dev.safeconduct.store.file;

import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.spi.VersionedEntry;
import dev.safeconduct.store.file.EntryFiles.Found;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Entries as files, one each, which other programs may read; {@link EntryFiles} says which. The version of an entry is a
 * digest of its content, so that a change by a program that knows nothing of versions is seen.
 *
 * <p>The lease of a name and the short lock under which its file is compared and replaced are different bytes of the
 * {@link LockFile}: a writer does not wait for who holds the lease.
 */
final class FileTokenStore implements TokenStore {

    private static final long WRITE_LOCK_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int EMPTY_RETRIES = 5;
    private static final long EMPTY_PAUSE_MILLIS = 20;

    private final StoreDirectory directory;
    private final EntryFiles files;
    private final Clock clock;
    private final Set<FileLease> leases = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean swept = new AtomicBoolean();
    private volatile boolean closed;

    FileTokenStore(StoreDirectory directory, Clock clock) {
        this.directory = directory;
        this.files = new EntryFiles(directory);
        this.clock = clock;
    }

    @Override
    public @Nullable VersionedEntry read(String name) throws TokenStoreException {
        try {
            Found found = files.find(name);
            // The Go tool truncates a file before it writes it.
            for (int i = 0; found != null && found.content().length == 0; i++) {
                if (i == EMPTY_RETRIES) {
                    throw new TokenStoreException("The token store finds " + found.file()
                            + " unreadable: it is empty. If no other program is writing it, remove it.");
                }
                pause();
                found = files.find(name);
            }
            return found == null ? null : new VersionedEntry(found.version(), found.content());
        } catch (IOException e) {
            throw failure("read", files.likely(name), e);
        }
    }

    @Override
    public boolean replace(String name, @Nullable String expectedVersion, Entry entry) throws TokenStoreException {
        byte[] content = entry.bytes();
        if (content.length == 0 || content.length > AtomicFile.MAX_BYTES) {
            throw new IllegalArgumentException("An entry of " + content.length + " bytes");
        }
        Path likely = files.likely(name);
        try {
            directory.create(likely);
            sweepOnce();
            Path temp = AtomicFile.writeTemp(parent(likely), content);
            try {
                return change(name, expectedVersion, current -> files.put(name, current, temp, content));
            } finally {
                AtomicFile.discard(temp);
            }
        } catch (IOException e) {
            throw failure("write", likely, e);
        }
    }

    @Override
    public boolean remove(String name, String expectedVersion) throws TokenStoreException {
        Path likely = files.likely(name);
        try {
            return directory.exists(likely)
                    && change(
                            name,
                            expectedVersion,
                            current -> files.remove(name, Objects.requireNonNull(current, "an entry has a version")));
        } catch (IOException e) {
            throw failure("remove", likely, e);
        }
    }

    @Override
    public List<String> list(Index index, String value) throws TokenStoreException {
        try {
            return directory.names();
        } catch (IOException e) {
            throw failure("list", directory.root(), e);
        }
    }

    @Override
    public @Nullable Lease lease(String name, Duration wait) throws TokenStoreException, InterruptedException {
        long start = System.nanoTime();
        Path file = directory.file(name);
        LockFile.Held held;
        try {
            directory.create(directory.root().resolve(LockFile.NAME));
            // The conversion saturates, where Duration.toNanos throws.
            held = LockFile.in(directory.root()).lock(leaseOffset(name), start, TimeUnit.NANOSECONDS.convert(wait));
        } catch (IOException e) {
            throw failure("lock", file, e);
        }
        if (held == null) {
            return null;
        }
        FileLease lease = new FileLease(held);
        leases.add(lease);
        if (closed) {
            lease.close();
            throw new TokenStoreException("The token store " + directory.root() + " is closed. Open a new one.");
        }
        return lease;
    }

    @Override
    public String locate(String name) {
        return files.likely(name).toString();
    }

    @Override
    public Reach reach() {
        return Reach.HOST;
    }

    @Override
    public void close() {
        closed = true;
        leases.forEach(FileLease::close);
    }

    private interface Change {
        void make(@Nullable Found current) throws IOException;
    }

    /** Makes the change if the entry is at the version, against all other writers of its files. */
    private boolean change(String name, @Nullable String expectedVersion, Change change) throws IOException {
        GoToolName both = GoToolName.of(name);
        // An earlier version knows each file by its own name, and locks that one alone.
        List<String> locks = both == null ? List.of(name) : List.of(both.shared(), both.own());
        return change(locks, name, expectedVersion, change);
    }

    private boolean change(List<String> locks, String name, @Nullable String expectedVersion, Change change)
            throws IOException {
        if (locks.isEmpty()) {
            return changeLocked(name, expectedVersion, change);
        }
        LockFile.Held lock = writeLock(locks.get(0));
        try {
            return change(locks.subList(1, locks.size()), name, expectedVersion, change);
        } finally {
            lock.close();
        }
    }

    private boolean changeLocked(String name, @Nullable String expectedVersion, Change change) throws IOException {
        Found current = files.find(name);
        if (!Objects.equals(current == null ? null : current.version(), expectedVersion)) {
            return false;
        }
        change.make(current);
        return true;
    }

    private LockFile.Held writeLock(String name) throws IOException {
        long start = System.nanoTime();
        LockFile lockFile = LockFile.in(directory.root());
        LockFile.Held held = Uninterrupted.run(() -> lockFile.lock(writeOffset(name), start, WRITE_LOCK_NANOS));
        if (held == null) {
            throw new TokenStoreException("The token store " + directory.root()
                    + " is busy: another process has kept an entry locked for "
                    + TimeUnit.NANOSECONDS.toSeconds(WRITE_LOCK_NANOS) + " s. Look for one that is stopped.");
        }
        return held;
    }

    private void sweepOnce() {
        if (swept.compareAndSet(false, true)) {
            try {
                directory.sweep(clock.instant());
            } catch (IOException e) {
                // The write that comes is what matters; if the directory is in disorder, it says so.
            }
        }
    }

    private static void pause() throws IOException {
        Uninterrupted.run(() -> {
            TimeUnit.MILLISECONDS.sleep(EMPTY_PAUSE_MILLIS);
            return true;
        });
    }

    private static Path parent(Path file) {
        return Objects.requireNonNull(file.getParent());
    }

    /** The lower half of all offsets. Every program that leases a name has to find the same one. */
    private static long leaseOffset(String name) {
        return ByteBuffer.wrap(Digest.of(name.getBytes(StandardCharsets.UTF_8))).getLong() >>> 2;
    }

    /** The upper half; one bit less, for the end of the last byte is a number too. */
    private static long writeOffset(String name) {
        return (1L << 62) + (leaseOffset(name) >>> 1);
    }

    private static TokenStoreException failure(String verb, Path path, IOException e) {
        if (e instanceof TokenStoreException refused) {
            return refused;
        }
        // The message of a FileSystemException begins with the path.
        String reason = e instanceof FileSystemException system && system.getReason() != null
                ? system.getReason()
                : e instanceof FileSystemException ? e.getClass().getSimpleName() : e.toString();
        return new TokenStoreException(
                "The token store cannot " + verb + " " + path + ": " + reason
                        + ". See to it that the directory can be used, or set " + FileTokenStoreProvider.DIRECTORY_KEY
                        + " to another one.",
                e);
    }

    private final class FileLease implements Lease {

        private final LockFile.Held held;

        FileLease(LockFile.Held held) {
            this.held = held;
        }

        @Override
        public boolean outlives(Duration duration) {
            return held.isHeld();
        }

        @Override
        public void close() {
            held.close();
            leases.remove(this);
        }
    }
}
