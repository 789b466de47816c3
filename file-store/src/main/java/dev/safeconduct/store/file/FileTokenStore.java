package dev.safeconduct.store.file;

import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.spi.VersionedEntry;
import dev.safeconduct.store.file.EntryFiles.Found;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Entries as files, one each, which other programs may read; {@link EntryFiles} says which. The version of an entry is a
 * digest of its content, so that a change by a program that knows nothing of versions is seen.
 *
 * <p>The lease of a name and the short lock under which its file is compared and replaced are different bytes of the
 * {@link LockFile}: a writer does not wait for who holds the lease.
 */
final class FileTokenStore implements TokenStore {

    private static final int EMPTY_RETRIES = 5;
    private static final long EMPTY_PAUSE_MILLIS = 20;

    private final StoreDirectory directory;
    private final EntryFiles files;
    private final WriteLocks locks;
    private final Temporaries temporaries;
    private final ExpiredEntries expired;
    private final UnchangedFiles unchanged = new UnchangedFiles();
    private final Clock clock;
    private final Map<String, FileLease> leases = new ConcurrentHashMap<>();
    private final AtomicBoolean swept = new AtomicBoolean();
    private volatile boolean closed;

    FileTokenStore(StoreDirectory directory, Clock clock) {
        this.directory = directory;
        this.files = new EntryFiles(directory);
        this.locks = new WriteLocks(directory);
        this.temporaries = new Temporaries(directory, files, locks);
        this.expired = new ExpiredEntries(directory, files);
        this.clock = clock;
    }

    @Override
    public @Nullable VersionedEntry read(String name) throws TokenStoreException {
        UnchangedFiles.Known known = leases.containsKey(Temporaries.leaseOf(name)) ? null : unchanged.get(name);
        if (known != null) {
            return ExpiryLine.isExpired(known.content(), clock.instant()) ? null : known.entry();
        }
        try {
            return readFile(name);
        } catch (IOException e) {
            throw failure("read", files.likely(name), e);
        }
    }

    private @Nullable VersionedEntry readFile(String name) throws IOException {
        Path first = files.first(name);
        PosixFileAttributes attributes = UnchangedFiles.attributes(first);
        Found found = find(name);
        // The Go tool truncates a file before it writes it.
        for (int i = 0; found != null && found.content().length == 0; i++) {
            if (i == EMPTY_RETRIES) {
                throw new TokenStoreException("The token store finds " + found.file()
                        + " unreadable: it is empty. If no other program is writing it, remove it.");
            }
            pause();
            attributes = UnchangedFiles.attributes(first);
            found = find(name);
        }
        if (found == null) {
            return null;
        }
        VersionedEntry entry = new VersionedEntry(found.version(), ExpiryLine.content(found.content()));
        if (files.isDecidedBy(first, found, name)) {
            unchanged.put(name, first, attributes, new UnchangedFiles.Known(entry, found.content()));
        }
        return entry;
    }

    /** Null if there is no such entry, or one that has expired. */
    private @Nullable Found find(String name) throws IOException {
        Found found = files.find(name);
        return found == null || ExpiryLine.isExpired(found.content(), clock.instant()) ? null : found;
    }

    @Override
    public boolean replace(String name, @Nullable String expectedVersion, Entry entry) throws TokenStoreException {
        int length = entry.bytes().length;
        if (length == 0 || length > AtomicFile.MAX_ENTRY_BYTES) {
            throw new IllegalArgumentException("An entry of " + length + " bytes");
        }
        byte[] content = ExpiryLine.write(entry);
        Path likely = files.likely(name);
        try {
            directory.create(likely);
            sweepOnce();
            return locks.under(name, () -> {
                Found current = find(name);
                return isAt(current, expectedVersion) && put(name, current, expectedVersion, content);
            });
        } catch (IOException e) {
            throw failure("write", likely, e);
        }
    }

    private boolean put(String name, @Nullable Found current, @Nullable String version, byte[] content)
            throws IOException {
        FileLease lease = leases.get(Temporaries.leaseOf(name));
        Path temp = temporaries.write(
                new Temporary(name, version, Digest.hex(content)), content, lease == null ? null : lease.takeRoom());
        boolean done = false;
        try {
            files.put(name, current, temp, content);
            done = true;
            return true;
        } finally {
            if (!done) {
                AtomicFile.discard(temp);
            }
        }
    }

    private static boolean isAt(@Nullable Found current, @Nullable String version) {
        return Objects.equals(current == null ? null : current.version(), version);
    }

    @Override
    public boolean remove(String name, String expectedVersion) throws TokenStoreException {
        Path likely = files.likely(name);
        try {
            return directory.exists(likely)
                    && locks.under(name, () -> {
                        Found current = find(name);
                        if (current == null || !isAt(current, expectedVersion)) {
                            return false;
                        }
                        files.remove(name, current);
                        return true;
                    });
        } catch (IOException e) {
            throw failure("remove", likely, e);
        }
    }

    @Override
    public List<String> list(Index index, String value) throws TokenStoreException {
        return names();
    }

    @Override
    public List<String> names() throws TokenStoreException {
        try {
            return expired.sweep(clock.instant());
        } catch (IOException e) {
            throw failure("list", directory.root(), e);
        }
    }

    @Override
    public @Nullable Lease lease(String name, Duration wait) throws TokenStoreException, InterruptedException {
        long start = System.nanoTime();
        directory.file(name); // refuses what is not a name
        LockFile.Held held;
        try {
            directory.create(locks.file());
            sweepOnce();
            // The conversion saturates, where Duration.toNanos throws.
            held = LockFile.in(directory.root())
                    .lock(WriteLocks.leaseOffset(name), start, TimeUnit.NANOSECONDS.convert(wait));
        } catch (IOException e) {
            throw failure("lock", locks.file(), e);
        }
        if (held == null) {
            return null;
        }
        FileLease lease = new FileLease(name, held);
        leases.put(name, lease);
        if (closed) {
            lease.close();
            throw new TokenStoreException("The token store " + directory.root() + " is closed. Open a new one.");
        }
        settle(name);
        return lease;
    }

    private void settle(String lease) {
        try {
            temporaries.settle(lease);
        } catch (IOException e) {
            // It is left to the next owner of the lease.
        }
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
        leases.values().forEach(FileLease::close);
    }

    private void sweepOnce() {
        if (swept.compareAndSet(false, true)) {
            try {
                temporaries.settleAll();
                directory.sweep(clock.instant());
                var unused = expired.sweep(clock.instant());
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

        private final String name;
        private final LockFile.Held held;
        private final AtomicReference<@Nullable Path> room = new AtomicReference<>();

        FileLease(String name, LockFile.Held held) {
            this.name = name;
            this.held = held;
        }

        @Override
        public boolean outlives(Duration duration) {
            return held.isHeld();
        }

        @Override
        public void reserve(int bytes) throws TokenStoreException {
            try {
                discard(room.getAndSet(temporaries.reserve(name, bytes)));
            } catch (IOException e) {
                throw failure("keep room for a token in", directory.root(), e);
            }
        }

        /** The room, which is the caller's from now on; null if none was reserved. */
        @Nullable Path takeRoom() {
            return room.getAndSet(null);
        }

        @Override
        public void close() {
            discard(takeRoom());
            leases.remove(name, this);
            held.close();
        }

        private void discard(@Nullable Path file) {
            if (file != null) {
                AtomicFile.discard(file);
            }
        }
    }
}
