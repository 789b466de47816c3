package dev.safeconduct.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Folders for one run of the tests, below {@code target}: the next {@code clean} takes them away. */
public final class TemporaryFolders {

    private TemporaryFolders() {}

    /** A new, empty folder. */
    public static Path create(String name) {
        try {
            Path parent = Files.createDirectories(Path.of(System.getProperty("it.dir")));
            return Files.createTempDirectory(parent, name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
