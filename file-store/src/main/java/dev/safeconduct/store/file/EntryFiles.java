package dev.safeconduct.store.file;

import dev.safeconduct.store.file.GoToolName.Owner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * In which file an entry lies. A {@link GoToolName} has two: the Go tool's, unless that holds another entry, and its own.
 * If both hold the entry, the Go tool's is the valid one, as it is for earlier versions, and the other is stale.
 *
 * <p>What changes files is called under the locks of both. Of two files, the one that readers find is changed last: a
 * failure or a crash in between leaves the old entry.
 */
final class EntryFiles {

    /** A file that holds an entry. {@link #toString} shows no content: it is secret. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Found(Path file, byte[] content) {

        String version() {
            return Digest.hex(content);
        }

        @Override
        public String toString() {
            return "Found[" + file + "]";
        }
    }

    private final StoreDirectory directory;

    EntryFiles(StoreDirectory directory) {
        this.directory = directory;
    }

    /** The file of an entry and its content; null if there is no such entry. */
    @Nullable Found find(String name) throws IOException {
        GoToolName both = GoToolName.of(name);
        if (both == null) {
            return open(name);
        }
        Found shared = open(both.shared());
        Owner owner = shared == null ? Owner.ANOTHER : both.owner(shared.content());
        if (owner == Owner.THIS) {
            return shared;
        }
        Found own = open(both.own());
        return own != null || owner == Owner.ANOTHER ? own : shared;
    }

    /** The file that is looked at first. */
    Path first(String name) {
        GoToolName both = GoToolName.of(name);
        return directory.file(both == null ? name : both.shared());
    }

    /** Whether {@link #find} finds this as long as {@link #first} holds it, whatever another file holds. */
    boolean isDecidedBy(Path first, Found found, String name) {
        GoToolName both = GoToolName.of(name);
        return found.file().equals(first) && (both == null || both.owner(found.content()) == Owner.THIS);
    }

    /** Where a person finds the entry, as far as can be said without opening a file. */
    Path likely(String name) {
        GoToolName both = GoToolName.of(name);
        if (both == null) {
            return directory.file(name);
        }
        Path own = directory.file(both.own());
        return Files.exists(own, LinkOption.NOFOLLOW_LINKS) ? own : directory.file(both.shared());
    }

    /** Puts a complete temp in the place of the entry; {@code current} is what {@link #find} has found. */
    void put(String name, @Nullable Found current, Path temp, byte[] content) throws IOException {
        GoToolName both = GoToolName.of(name);
        if (both == null) {
            move(temp, directory.file(name));
            return;
        }
        Path shared = directory.file(both.shared());
        Path own = directory.file(both.own());
        boolean isFree = current == null
                ? Files.notExists(shared, LinkOption.NOFOLLOW_LINKS)
                : current.file().equals(shared);
        if (isFree && both.owner(content) == Owner.THIS) {
            delete(own);
            move(temp, shared);
        } else {
            directory.create(own);
            move(temp, own);
            deleteShared(both, Owner.THIS);
        }
    }

    /** Removes the entry that {@link #find} has found, so that it finds nothing afterwards. */
    void remove(String name, Found current) throws IOException {
        GoToolName both = GoToolName.of(name);
        if (both != null) {
            Path own = directory.file(both.own());
            if (current.file().equals(own)) {
                deleteShared(both, Owner.GO_TOOL);
            } else {
                delete(own);
            }
        }
        delete(current.file());
    }

    /** Deletes the Go tool's file if it holds an entry of this owner, which would be found in place of the one to come. */
    private void deleteShared(GoToolName both, Owner owner) throws IOException {
        Found shared = open(both.shared());
        if (shared != null && both.owner(shared.content()) == owner) {
            delete(shared.file());
        }
    }

    private @Nullable Found open(String name) throws IOException {
        Path file = directory.file(name);
        byte[] content = directory.exists(file) ? AtomicFile.read(file) : null;
        return content == null ? null : new Found(file, content);
    }

    private static void move(Path temp, Path file) throws IOException {
        AtomicFile.move(temp, file);
        sync(file);
    }

    private void delete(Path file) throws IOException {
        if (directory.exists(file) && Sharing.retried(file, () -> Files.deleteIfExists(file))) {
            sync(file);
        }
    }

    private static void sync(Path file) {
        AtomicFile.syncDirectory(Objects.requireNonNull(file.getParent()));
    }
}
