package dev.safeconduct.store.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one lock file of a store directory: {@code .lock}, empty, never deleted. A lock is one byte of it, by offset;
 * offsets beyond its end can be locked.
 *
 * <p>POSIX gives locks to processes and takes all of a file away when the process closes any descriptor of it. So all
 * stores of a directory share one channel, which is never closed, and the file is never opened for another purpose.
 */
final class LockFile {

    static final String NAME = ".lock";

    private static final Map<Path, LockFile> OPEN = new ConcurrentHashMap<>();
    private static final long FIRST_PAUSE_MILLIS = 10;
    private static final long LONGEST_PAUSE_MILLIS = 50;

    private record Opened(FileChannel channel, @Nullable Object fileKey) {}

    private final Path path;
    private final ReentrantLock mutex = new ReentrantLock();
    private final Condition freed = mutex.newCondition();
    private final Set<Long> taken = new HashSet<>();
    private @Nullable Opened opened;

    private LockFile(Path path) {
        this.path = path;
    }

    /** The lock file of a directory that is there. */
    static LockFile in(Path directory) throws IOException {
        return OPEN.computeIfAbsent(directory.toRealPath().resolve(NAME), LockFile::new);
    }

    /**
     * Locks one byte, against all threads and processes.
     *
     * @param start the {@link System#nanoTime} from which the wait counts
     * @param nanos how long to wait; zero tries once
     * @return null if another thread or process kept it for that long
     */
    @Nullable Held lock(long offset, long start, long nanos) throws IOException, InterruptedException {
        if (!take(offset, start, nanos)) {
            return null;
        }
        FileLock lock = null;
        try {
            lock = poll(offset, start, nanos);
            return lock == null ? null : new Held(offset, lock);
        } finally {
            if (lock == null) {
                give(offset);
            }
        }
    }

    /** The threads of this process sort out among themselves who may ask for the byte. */
    private boolean take(long offset, long start, long nanos) throws InterruptedException {
        mutex.lock();
        try {
            while (!taken.add(offset)) {
                long left = nanos - (System.nanoTime() - start);
                if (left <= 0) {
                    return false;
                }
                freed.awaitNanos(left);
            }
            return true;
        } finally {
            mutex.unlock();
        }
    }

    private void give(long offset) {
        mutex.lock();
        try {
            taken.remove(offset);
            freed.signalAll();
        } finally {
            mutex.unlock();
        }
    }

    private @Nullable FileLock poll(long offset, long start, long nanos) throws IOException, InterruptedException {
        long pause = TimeUnit.MILLISECONDS.toNanos(FIRST_PAUSE_MILLIS);
        while (true) {
            FileLock lock = tryLock(offset);
            long left = nanos - (System.nanoTime() - start);
            if (lock != null || left <= 0) {
                return lock;
            }
            TimeUnit.NANOSECONDS.sleep(Math.min(pause, left));
            pause = Math.min(2 * pause, TimeUnit.MILLISECONDS.toNanos(LONGEST_PAUSE_MILLIS));
        }
    }

    /**
     * Never {@link FileChannel#lock()}: an interrupt of a thread that waits in it closes the channel, and with it goes
     * every lock of this process.
     */
    private @Nullable FileLock tryLock(long offset) throws IOException {
        while (true) {
            Opened current = open();
            FileLock lock;
            try {
                lock = current.channel.tryLock(offset, 1, false);
            } catch (OverlappingFileLockException e) {
                // Another copy of our classes in this process has it.
                return null;
            }
            if (isStillThere(current)) {
                return lock;
            }
            // The user has deleted the directory, and others may lock a new file.
            if (lock != null) {
                lock.release();
            }
            forget(current);
        }
    }

    private Opened open() throws IOException {
        mutex.lock();
        try {
            if (opened == null || !opened.channel.isOpen()) {
                opened = openFile();
            }
            return opened;
        } finally {
            mutex.unlock();
        }
    }

    private Opened openFile() throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            AtomicFile.check(path);
        }
        FileChannel channel = Uninterrupted.run(() -> FileChannel.open(
                path,
                Set.of(
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.CREATE,
                        LinkOption.NOFOLLOW_LINKS),
                Permissions.ofFile(path)));
        KeptOpen.keep(channel);
        return new Opened(channel, fileKey());
    }

    private boolean isStillThere(Opened current) throws IOException {
        if (current.fileKey == null) {
            return true;
        }
        try {
            return current.fileKey.equals(fileKey());
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private @Nullable Object fileKey() throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    private void forget(Opened stale) {
        mutex.lock();
        try {
            if (stale.equals(opened)) {
                opened = null;
            }
        } finally {
            mutex.unlock();
        }
    }

    /** A locked byte. */
    final class Held implements AutoCloseable {

        private final long offset;
        private final FileLock lock;
        private final AtomicBoolean held = new AtomicBoolean(true);

        private Held(long offset, FileLock lock) {
            this.offset = offset;
            this.lock = lock;
        }

        boolean isHeld() {
            return held.get() && lock.isValid();
        }

        /** Gives the byte back. Idempotent. */
        @Override
        public void close() {
            if (!held.compareAndSet(true, false)) {
                return;
            }
            try {
                lock.release();
            } catch (IOException e) {
                // The channel is closed, so nothing is locked.
            } finally {
                give(offset);
            }
        }
    }
}
