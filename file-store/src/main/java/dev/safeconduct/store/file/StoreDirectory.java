package dev.safeconduct.store.file;

import dev.safeconduct.spi.TokenStoreException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where entries lie: which file a name means, and which names there are. */
final class StoreDirectory {

    private static final Pattern SEGMENT = Pattern.compile("[a-z0-9-]+");
    private static final Pattern NAME = Pattern.compile(SEGMENT + "(/" + SEGMENT + ")*");
    private static final int MAX_NAME = 200;
    private static final String SUFFIX = ".json";

    /** No process takes that long to write a file; a temp that old belongs to a process that died. */
    private static final Duration STALE = Duration.ofMinutes(10);

    private final Path root;

    StoreDirectory(Path root) {
        this.root = root;
    }

    Path root() {
        return root;
    }

    /** The file of an entry. A name that is not one cannot lead out of the directory. */
    Path file(String name) {
        if (name.length() > MAX_NAME || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("Not the name of an entry: " + name);
        }
        return root.resolve(name + SUFFIX);
    }

    /** Whether the directory of a file is there; refuses it where others could write to it. */
    boolean exists(Path file) throws IOException {
        return areThere(directories(file));
    }

    private boolean areThere(List<Path> directories) throws IOException {
        for (Path directory : directories) {
            try {
                check(directory);
            } catch (NoSuchFileException e) {
                return false;
            }
        }
        return true;
    }

    /** Makes the directory of a file, for its owner only; refuses it where others could write to it. */
    void create(Path file) throws IOException {
        for (Path directory : directories(file)) {
            try {
                check(directory);
            } catch (NoSuchFileException e) {
                Files.createDirectories(directory, Permissions.ofDirectory(directory));
                AtomicFile.syncDirectory(Objects.requireNonNullElse(directory.getParent(), directory));
                check(directory);
            }
        }
    }

    /** From the root down to the directory that holds the file. */
    private List<Path> directories(Path file) {
        List<Path> directories = new ArrayList<>();
        for (Path path = file.getParent(); path != null && path.startsWith(root); path = path.getParent()) {
            directories.add(0, path);
        }
        return directories;
    }

    private void check(Path directory) throws IOException {
        // The root may be a link that the user made, to keep tokens elsewhere. Links below it are not made by users.
        LinkOption[] options =
                directory.equals(root) ? new LinkOption[0] : new LinkOption[] {LinkOption.NOFOLLOW_LINKS};
        Permissions.Status status = Permissions.Status.of(directory, options);
        if (!status.isDirectory()) {
            throw new TokenStoreException("The token store does not use " + directory
                    + ": it is not a directory. Remove it, or set " + FileTokenStoreProvider.DIRECTORY_KEY
                    + " to another directory.");
        }
        Permissions.checkDirectory(directory, status);
    }

    /**
     * The names of all entries; refuses what is in the place of the directory, and one where others could write.
     *
     * @param expired gets the names of those that have expired
     */
    List<String> names(Instant now, List<String> expired) throws IOException {
        List<String> names = new ArrayList<>();
        if (!areThere(List.of(root))) {
            return names;
        }
        walk((file, attributes) -> {
            String name = nameOf(file);
            // What is not a file is read all the same, and the failure reported.
            if (name != null) {
                (attributes.isRegularFile() && isExpired(file, now) ? expired : names).add(name);
            }
        });
        return names;
    }

    private static boolean isExpired(Path file, Instant now) {
        try {
            return ExpiryLine.isExpired(AtomicFile.head(file, ExpiryLine.MAX_BYTES), now);
        } catch (IOException e) {
            return false; // who reads it is told
        }
    }

    private @Nullable String nameOf(Path file) {
        StringBuilder text = new StringBuilder();
        for (Path segment : root.relativize(file)) {
            text.append(text.isEmpty() ? "" : "/").append(segment);
        }
        if (!text.toString().endsWith(SUFFIX)) {
            return null;
        }
        String name = text.substring(0, text.length() - SUFFIX.length());
        return name.length() <= MAX_NAME && NAME.matcher(name).matches() ? name : null;
    }

    /**
     * Deletes what processes that died have left half written: it may hold tokens. Only by its age, as earlier versions
     * gave it names that do not say more.
     */
    void sweep(Instant now) throws IOException {
        walk((file, attributes) -> {
            String name = file.getFileName().toString();
            if (name.startsWith(Temporary.PREFIX)
                    && Temporary.of(name) == null
                    && attributes.isRegularFile()
                    && attributes.lastModifiedTime().toInstant().isBefore(now.minus(STALE))
                    && Permissions.isOurs(file)) {
                AtomicFile.discard(file);
            }
        });
    }

    private interface Visit {
        void accept(Path file, BasicFileAttributes attributes) throws IOException;
    }

    /** Goes through all files; does not follow links, except the root; lets pass what vanishes meanwhile. */
    private void walk(Visit visit) throws IOException {
        Path start = Files.isDirectory(root) ? root.toRealPath() : root;
        Files.walkFileTree(start, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                if (!directory.equals(start)) {
                    visit.accept(root.resolve(start.relativize(directory)), attributes);
                }
                return directory.equals(start)
                                || SEGMENT.matcher(directory.getFileName().toString())
                                        .matches()
                        ? FileVisitResult.CONTINUE
                        : FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                visit.accept(root.resolve(start.relativize(file)), attributes);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
    }
}
