package dev.safeconduct.store.file;

import dev.safeconduct.spi.TokenStoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may read and write what the store keeps: its user alone. Where a file system knows no POSIX modes, that is the access
 * control list with which files are created ({@link OwnerOnly}); what is there already is not looked at.
 *
 * <p>Users are compared by number: to look up a name may ask a directory server.
 */
final class Permissions {

    private static final int TYPE = 0170000;
    private static final int DIRECTORY = 0040000;
    private static final int REGULAR_FILE = 0100000;
    private static final int OTHERS = 0077;
    private static final int OTHERS_WRITE = 0022;
    private static final int STICKY = 01000;

    private Permissions() {}

    /** What a directory is created with. */
    static FileAttribute<?>[] ofDirectory(Path path) {
        return attributes(path, "rwx------", true);
    }

    /** What a file is created with. */
    static FileAttribute<?>[] ofFile(Path path) {
        return attributes(path, "rw-------", false);
    }

    private static FileAttribute<?>[] attributes(Path path, String mode, boolean isDirectory) {
        return isPosix(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : OwnerOnly.attributes(path.getFileSystem(), isDirectory);
    }

    static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().containsAll(Set.of("posix", "unix"));
    }

    /** Closes a directory of the user to others; refuses one that others could write and we cannot close. */
    static void checkDirectory(Path directory, Status status) throws IOException {
        if ((status.mode & STICKY) != 0 && (status.mode & OTHERS_WRITE) != 0) {
            throw refusal(directory, "it is a directory that several users share; name a directory below it");
        }
        if (status.isOurs()) {
            tighten(directory, status);
        } else if ((status.mode & OTHERS_WRITE) != 0) {
            throw refusal(
                    directory,
                    "it belongs to " + status.owner() + " and others may write to it; name a directory of your own");
        }
    }

    /** Closes a file of the user to others; refuses one of another user. */
    static void checkFile(Path file, Status status) throws IOException {
        if (!status.isOurs()) {
            throw refusal(
                    file,
                    "it belongs to " + status.owner() + ", not to the user of this process (" + CurrentUser.number()
                            + "); remove it, or name a directory of your own");
        }
        tighten(file, status);
    }

    /** Whether a file belongs to the user of this process. */
    static boolean isOurs(Path file) throws IOException {
        return !isPosix(file) || Status.of(file, LinkOption.NOFOLLOW_LINKS).isOurs();
    }

    /** Whether a file belongs to the user of this process, is closed to others, and has no second name. */
    static boolean isPrivate(Path file) throws IOException {
        if (!isPosix(file)) {
            return true;
        }
        Status status = Status.of(file, LinkOption.NOFOLLOW_LINKS);
        return status.isOurs()
                && (status.mode & OTHERS) == 0
                && Integer.valueOf(1).equals(Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS));
    }

    private static void tighten(Path path, Status status) throws IOException {
        if ((status.mode & OTHERS) == 0) {
            return;
        }
        Set<PosixFilePermission> owners = EnumSet.noneOf(PosixFilePermission.class);
        for (PosixFilePermission permission : Files.getPosixFilePermissions(path)) {
            if (permission.name().startsWith("OWNER_")) {
                owners.add(permission);
            }
        }
        try {
            Files.setPosixFilePermissions(path, owners);
        } catch (IOException e) {
            // A read-only file system, say. Readable for others is the owner's choice then; writable is not to be
            // trusted.
            if ((status.mode & OTHERS_WRITE) != 0) {
                throw e;
            }
        }
    }

    private static TokenStoreException refusal(Path path, String reason) {
        return new TokenStoreException("The token store does not use " + path + ": " + reason + " ("
                + FileTokenStoreProvider.DIRECTORY_KEY + ").");
    }

    /**
     * What one look at a path tells.
     *
     * @param mode the type and, on POSIX, who may do what
     * @param user the owner; null where owners have no numbers
     */
    record Status(int mode, @Nullable Integer user) {

        static Status of(Path path, LinkOption... options) throws IOException {
            if (!isPosix(path)) {
                BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class, options);
                return new Status(
                        attributes.isDirectory() ? DIRECTORY : attributes.isRegularFile() ? REGULAR_FILE : 0, null);
            }
            Map<String, Object> attributes = Files.readAttributes(path, "unix:mode,uid", options);
            return new Status(number(attributes, "mode"), number(attributes, "uid"));
        }

        private static int number(Map<String, Object> attributes, String name) {
            return (Integer) Objects.requireNonNull(attributes.get(name), name);
        }

        boolean isDirectory() {
            return (mode & TYPE) == DIRECTORY;
        }

        boolean isRegularFile() {
            return (mode & TYPE) == REGULAR_FILE;
        }

        boolean isOurs() throws IOException {
            return user == null || user == CurrentUser.number();
        }

        String owner() {
            return "user " + user;
        }
    }
}
