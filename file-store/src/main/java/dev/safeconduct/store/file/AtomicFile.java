package dev.safeconduct.store.file;

import dev.safeconduct.spi.TokenStoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A file that is read whole and replaced whole: who reads it sees the old content or the new one. */
final class AtomicFile {

    /** The largest content of an entry. */
    static final int MAX_ENTRY_BYTES = 256 * 1024;

    private static final int MAX_BYTES = MAX_ENTRY_BYTES + ExpiryLine.MAX_BYTES;

    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> WRITE = Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> CREATE =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    private AtomicFile() {}

    /** The content, or null if there is no such file. */
    static byte @Nullable [] read(Path file) throws IOException {
        try {
            check(file);
            return Uninterrupted.run(() -> readAll(file));
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Refuses what is not a file of this user, before it is opened: to open a pipe may wait for ever. */
    static void check(Path file) throws IOException {
        Permissions.Status status = Permissions.Status.of(file, LinkOption.NOFOLLOW_LINKS);
        if (!status.isRegularFile()) {
            throw new TokenStoreException(
                    "The token store does not use " + file + ": it is not a regular file. Remove it.");
        }
        Permissions.checkFile(file, status);
    }

    private static byte[] readAll(Path file) throws IOException {
        try (FileChannel channel = Sharing.retried(file, () -> FileChannel.open(file, READ))) {
            ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(channel.size(), MAX_BYTES) + 1);
            while (channel.read(buffer) >= 0) {
                if (buffer.hasRemaining()) {
                    continue;
                }
                if (buffer.position() > MAX_BYTES) {
                    throw tooLarge(file);
                }
                // It grew while it was read.
                buffer = ByteBuffer.allocate(MAX_BYTES + 1).put(buffer.flip());
            }
            byte[] content = Arrays.copyOf(buffer.array(), buffer.position());
            if (content.length > MAX_ENTRY_BYTES && !ExpiryLine.isIn(content)) {
                throw tooLarge(file);
            }
            return content;
        }
    }

    private static TokenStoreException tooLarge(Path file) {
        return new TokenStoreException("The token store does not read " + file + ": it is larger than "
                + MAX_ENTRY_BYTES + " bytes. Remove it.");
    }

    /** The first bytes of a regular file, so many at most. */
    static byte[] head(Path file, int most) throws IOException {
        return Uninterrupted.run(() -> {
            try (FileChannel channel = FileChannel.open(file, READ)) {
                ByteBuffer buffer = ByteBuffer.allocate(most);
                int count;
                do {
                    count = channel.read(buffer);
                } while (count > 0 && buffer.hasRemaining());
                return Arrays.copyOf(buffer.array(), buffer.position());
            }
        });
    }

    /**
     * Writes the content to a file, and on the disk.
     *
     * @param isNew whether the file must not be there yet
     */
    static void write(Path file, byte[] content, boolean isNew) throws IOException {
        boolean[] created = new boolean[1];
        Uninterrupted.run(() -> {
            try (FileChannel channel =
                    FileChannel.open(file, isNew && !created[0] ? CREATE : WRITE, Permissions.ofFile(file))) {
                created[0] = true; // an interrupt begins it again
                if (!isNew) {
                    channel.truncate(content.length); // first: from then on the room is the content's, whole or not
                }
                ByteBuffer buffer = ByteBuffer.wrap(content);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            return true;
        });
    }

    /** Puts the temp in the place of the file, at once. */
    static void move(Path temp, Path file) throws IOException {
        Path unused = Sharing.retried(file, () -> Files.move(temp, file, StandardCopyOption.ATOMIC_MOVE));
    }

    /** Deletes a temp that may be there. One that cannot be deleted is swept later. */
    static void discard(Path temp) {
        try {
            boolean unused = Sharing.retried(temp, () -> Files.deleteIfExists(temp));
        } catch (IOException e) {
            // What made the temp useless is the news, not this.
        }
    }

    /**
     * Makes a change of names in a directory last through a loss of power, where the system can. The change is visible
     * to everybody already, so a failure here is not the write's.
     */
    static void syncDirectory(Path directory) {
        try {
            Uninterrupted.run(() -> {
                try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                    channel.force(true);
                    return true;
                }
            });
        } catch (IOException e) {
            // Windows does not open directories, some network file systems do not sync them.
        }
    }
}
