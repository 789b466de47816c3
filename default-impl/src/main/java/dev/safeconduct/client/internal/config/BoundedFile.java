package dev.safeconduct.client.internal.config;

import dev.safeconduct.client.internal.concurrent.Threads;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads small files that a user names. What is not a regular file, as the pipe of a shell's {@code <(…)}, may have no
 * writer and block for ever when it is opened: that is left to a thread of its own, and given up.
 */
final class BoundedFile {

    private static final int PATIENCE_SECONDS = 5;

    private static final long JUST_NOW_MILLIS = 200;
    private static final long JUST_EMPTIED_MILLIS = 1_000;
    private static final int MOST_READINGS = 10;

    /** Those that still block: no second thread is spent on the same pipe. */
    private static final Map<Path, FutureTask<byte[]>> BLOCKED = new ConcurrentHashMap<>();

    private BoundedFile() {}

    /**
     * The whole content. Blocks, for 5 s at most.
     *
     * @param limit in bytes
     * @throws IOException if it cannot be read, is larger, or has no writer in time
     */
    static byte[] read(Path file, int limit) throws IOException {
        return Files.isRegularFile(file) || Files.notExists(file) ? readWhole(file, limit) : readElsewhere(file, limit);
    }

    /**
     * Another program may be writing it in place: one that was changed or emptied just now is read again until it stays the
     * same for a moment.
     */
    private static byte[] readWhole(Path file, int limit) throws IOException {
        byte[] bytes = readAll(file, limit);
        for (int again = 0; again < MOST_READINGS && mayBeIncomplete(file, bytes); again++) {
            pause();
            byte[] now = readAll(file, limit);
            if (now.length > 0 && Arrays.equals(now, bytes)) {
                break;
            }
            bytes = now;
        }
        return bytes;
    }

    private static boolean mayBeIncomplete(Path file, byte[] bytes) throws IOException {
        long age = System.currentTimeMillis() - Files.getLastModifiedTime(file).toMillis();
        return age >= 0 && age < (bytes.length == 0 ? JUST_EMPTIED_MILLIS : JUST_NOW_MILLIS);
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(JUST_NOW_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static byte[] readAll(Path file, int limit) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(limit + 1);
        }
        if (bytes.length > limit) {
            throw new IOException("larger than " + limit + " bytes");
        }
        return bytes;
    }

    private static byte[] readElsewhere(Path file, int limit) throws IOException {
        FutureTask<byte[]> mine = new FutureTask<>(() -> readAll(file, limit));
        FutureTask<byte[]> other = BLOCKED.putIfAbsent(file, mine);
        if (other == null) {
            start(file, mine);
        }
        FutureTask<byte[]> reading = other != null ? other : mine;
        try {
            byte[] bytes = reading.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            BLOCKED.remove(file, reading);
            return bytes;
        } catch (TimeoutException e) {
            throw new IOException("nothing is written to it", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            BLOCKED.remove(file, reading);
            throw new IOException("unreadable", e.getCause());
        }
    }

    private static void start(Path file, FutureTask<byte[]> reading) throws IOException {
        try {
            new Threads("file").newThread(reading).start();
        } catch (RuntimeException | OutOfMemoryError noThread) {
            // Not on this thread: it would be held for as long as nothing is written.
            BLOCKED.remove(file, reading);
            throw new IOException("no thread can be started to read it", noThread);
        }
    }
}
