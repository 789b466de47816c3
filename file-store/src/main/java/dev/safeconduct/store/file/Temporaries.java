package dev.safeconduct.store.file;

import dev.safeconduct.store.file.EntryFiles.Found;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The files beside the entries: written, kept as room for what is to be written, and dealt with when the process that
 * wrote one died. All are in the root directory, are written under the lock of their entry's files, and keep room under
 * its lease: one that is there while both are free belongs to a process that died.
 */
final class Temporaries {

    private final StoreDirectory directory;
    private final EntryFiles files;
    private final WriteLocks locks;

    Temporaries(StoreDirectory directory, EntryFiles files, WriteLocks locks) {
        this.directory = directory;
        this.files = files;
        this.locks = locks;
    }

    /**
     * Writes a content on the disk, for the caller to move or discard. To be called under the lock of the entry.
     *
     * @param room a file that keeps room for it, or null
     */
    Path write(Temporary what, byte[] content, @Nullable Path room) throws IOException {
        Path file = directory.root().resolve(what.fileName());
        boolean complete = false;
        try {
            boolean kept = room != null && isMoved(room, file);
            AtomicFile.write(file, content, !kept);
            complete = true;
            return file;
        } finally {
            if (!complete) {
                AtomicFile.discard(file);
            }
        }
    }

    /** Not if it was swept while this process was stopped for long, nor if the disk fails: then it is of no use. */
    private static boolean isMoved(Path room, Path file) {
        try {
            AtomicFile.move(room, file);
            return true;
        } catch (IOException e) {
            AtomicFile.discard(room);
            return false;
        }
    }

    /**
     * Takes every step of writing an entry, as far as that can be done without one, and keeps the room.
     *
     * @throws IOException if a step fails; nothing is left then
     */
    Path reserve(String lease, int bytes) throws IOException {
        Temporary what = new Temporary(lease, null, null);
        Path written = directory.root().resolve(what.fileName());
        Path room = directory.root().resolve(what.fileName());
        boolean complete = false;
        try {
            // Not zeros: some file systems keep no room for those.
            byte[] noise = new byte[bytes];
            new SplittableRandom().nextBytes(noise);
            AtomicFile.write(written, noise, true);
            AtomicFile.move(written, room);
            complete = true;
            return room;
        } finally {
            if (!complete) {
                AtomicFile.discard(written);
                AtomicFile.discard(room);
            }
        }
    }

    /** The lease under which an entry is refreshed. */
    static String leaseOf(String entry) {
        GoToolName both = GoToolName.of(entry);
        return both == null ? entry : both.own();
    }

    /** Deals with what dead processes have left of the entries of a lease, which the caller holds. */
    void settle(String lease) throws IOException {
        for (Path file : list(what -> leaseOf(what.entry()).equals(lease))) {
            settle(file, Objects.requireNonNull(Temporary.of(file.getFileName().toString())));
        }
    }

    /** The same for all entries; those whose lease is held belong to its owner. */
    void settleAll() throws IOException {
        for (Path file : list(what -> true)) {
            Temporary what =
                    Objects.requireNonNull(Temporary.of(file.getFileName().toString()));
            long offset = WriteLocks.leaseOffset(leaseOf(what.entry()));
            LockFile.Held lease =
                    Uninterrupted.run(() -> LockFile.in(directory.root()).lock(offset, System.nanoTime(), 0));
            if (lease != null) {
                try {
                    settle(file, what);
                } finally {
                    lease.close();
                }
            }
        }
    }

    private List<Path> list(Predicate<Temporary> wanted) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory.root(), Temporary.PREFIX + "*")) {
            for (Path file : all) {
                Temporary what = Temporary.of(file.getFileName().toString());
                if (what != null && wanted.test(what)) {
                    found.add(file);
                }
            }
        }
        return found;
    }

    /**
     * A complete successor of what lies there takes its place: its token is issued, and what it replaces may be spent.
     * Anything else is deleted.
     */
    private void settle(Path file, Temporary what) throws IOException {
        locks.under(what.entry(), () -> {
            byte[] content = isOwn(file) ? successor(file, what) : null;
            Found current = content == null ? null : files.find(what.entry());
            if (content != null && current != null && current.version().equals(what.predecessor())) {
                files.put(what.entry(), current, file, content);
            } else {
                AtomicFile.discard(file);
            }
            return true;
        });
    }

    private static byte @Nullable [] successor(Path file, Temporary what) throws IOException {
        if (what.predecessor() == null || what.version() == null) {
            return null;
        }
        byte[] content = AtomicFile.read(file);
        return content != null && Digest.hex(content).equals(what.version()) ? content : null;
    }

    /** Not a link, nor a file that is known by another name too, nor one that others could read. */
    private static boolean isOwn(Path file) throws IOException {
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Permissions.isPrivate(file);
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
