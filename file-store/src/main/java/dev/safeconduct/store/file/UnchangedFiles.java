package dev.safeconduct.store.file;

import dev.safeconduct.spi.VersionedEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Entries whose files have not changed since they were read, which one look at a file tells: a file that is replaced has
 * another number or another time, one that is written in place has another time or another size. Where a file system has
 * no such numbers, nothing is kept.
 *
 * <p>Times have ticks, within which a file may change twice. So a file is kept only if it was last written long before it
 * was read. And a file of another machine may be seen late: not to be asked by the owner of a lease.
 *
 * <p>Safe for all threads.
 */
final class UnchangedFiles {

    /** A program has few logins; the entries of a server that has many come from somewhere else. */
    private static final int SLOTS = 16;

    private static final long SETTLED_MILLIS = TimeUnit.SECONDS.toMillis(5);

    /** @param content of the file, with the line that tells when the entry expires */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Known(VersionedEntry entry, byte[] content) {
        @Override
        public String toString() {
            return "Known[" + entry + "]";
        }
    }

    private record Slot(String name, Path file, PosixFileAttributes attributes, Known known) {}

    private final AtomicReferenceArray<@Nullable Slot> slots = new AtomicReferenceArray<>(SLOTS);

    /** What was read of the file of that entry, if it is still that. */
    @Nullable Known get(String name) {
        Slot slot = slots.get(place(name));
        if (slot == null || !slot.name.equals(name)) {
            return null;
        }
        PosixFileAttributes now = attributes(slot.file);
        return now != null && isSame(slot.attributes, now) ? slot.known : null;
    }

    /**
     * Keeps what was read, if it can be told when it changes.
     *
     * @param before the file's {@link #attributes} from before it was read; null keeps nothing
     */
    void put(String name, Path file, @Nullable PosixFileAttributes before, Known known) {
        if (before != null
                && before.fileKey() != null
                && before.lastModifiedTime().toMillis() + SETTLED_MILLIS < System.currentTimeMillis()) {
            slots.set(place(name), new Slot(name, file, before, known));
        }
    }

    /** What tells whether a file changes; null where there is no such file, or nothing that does. */
    static @Nullable PosixFileAttributes attributes(Path file) {
        try {
            return Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException | UnsupportedOperationException e) {
            return null;
        }
    }

    /** With its permissions: a file that others may read is to be closed. */
    private static boolean isSame(PosixFileAttributes one, PosixFileAttributes other) {
        return one.size() == other.size()
                && one.lastModifiedTime().equals(other.lastModifiedTime())
                && Objects.equals(one.fileKey(), other.fileKey())
                && one.isRegularFile() == other.isRegularFile()
                && one.permissions().equals(other.permissions());
    }

    private static int place(String name) {
        return Math.floorMod(name.hashCode(), SLOTS);
    }
}
