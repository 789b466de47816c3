package dev.safeconduct.store.file;

import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.spi.VersionedEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Entries as files, one each, which other programs may read. The version of an entry is a digest of its content, so
 * that a change by a program that knows nothing of versions is seen.
 *
 * <p>The lease of a name and the short lock under which its file is compared and replaced are two bytes of the
 * {@link LockFile}: a writer does not wait for who holds the lease.
 */
final class FileTokenStore implements TokenStore {

    private static final long WRITE_LOCK_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int EMPTY_RETRIES = 5;
    private static final long EMPTY_PAUSE_MILLIS = 20;

    private final StoreDirectory directory;
    private final Clock clock;
    private final Set<FileLease> leases = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean swept = new AtomicBoolean();
    private volatile boolean closed;

    FileTokenStore(StoreDirectory directory, Clock clock) {
        this.directory = directory;
        this.clock = clock;
    }

    @Override
    public @Nullable VersionedEntry read(String name) throws TokenStoreException {
        Path file = directory.file(name);
        try {
            byte[] content = directory.exists(file) ? AtomicFile.read(file) : null;
            // The Go tool truncates a file before it writes it.
            for (int i = 0; content != null && content.length == 0; i++) {
                if (i == EMPTY_RETRIES) {
                    throw new TokenStoreException("The token store finds " + file
                            + " unreadable: it is empty. If no other program is writing it, remove it.");
                }
                pause();
                content = AtomicFile.read(file);
            }
            return content == null ? null : new VersionedEntry(version(content), content);
        } catch (IOException e) {
            throw failure("read", file, e);
        }
    }

    @Override
    public boolean replace(String name, @Nullable String expectedVersion, Entry entry) throws TokenStoreException {
        byte[] content = entry.bytes();
        if (content.length == 0 || content.length > AtomicFile.MAX_BYTES) {
            throw new IllegalArgumentException("An entry of " + content.length + " bytes");
        }
        Path file = directory.file(name);
        try {
            directory.create(file);
            sweepOnce();
            Path temp = AtomicFile.writeTemp(parent(file), content);
            try {
                return change(name, file, expectedVersion, () -> AtomicFile.move(temp, file));
            } finally {
                AtomicFile.discard(temp);
            }
        } catch (IOException e) {
            throw failure("write", file, e);
        }
    }

    @Override
    public boolean remove(String name, String expectedVersion) throws TokenStoreException {
        Path file = directory.file(name);
        try {
            return directory.exists(file) && change(name, file, expectedVersion, () -> Files.delete(file));
        } catch (IOException e) {
            throw failure("remove", file, e);
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
        return directory.file(name).toString();
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
        void make() throws IOException;
    }

    /** Makes the change if the file is at the version, against all other writers. */
    private boolean change(String name, Path file, @Nullable String expectedVersion, Change change) throws IOException {
        LockFile.Held lock = writeLock(name);
        try {
            byte[] content = AtomicFile.read(file);
            if (!Objects.equals(content == null ? null : version(content), expectedVersion)) {
                return false;
            }
            change.make();
        } finally {
            lock.close();
        }
        AtomicFile.syncDirectory(parent(file));
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

    private static String version(byte[] content) {
        return HexFormat.of().formatHex(sha256(content), 0, 16);
    }

    /** The lower half of all offsets. Every program that leases a name has to find the same one. */
    private static long leaseOffset(String name) {
        return ByteBuffer.wrap(sha256(name.getBytes(StandardCharsets.UTF_8))).getLong() >>> 2;
    }

    /** The upper half; one bit less, for the end of the last byte is a number too. */
    private static long writeOffset(String name) {
        return (1L << 62) + (leaseOffset(name) >>> 1);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
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
