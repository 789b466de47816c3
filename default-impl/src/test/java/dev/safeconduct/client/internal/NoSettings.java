package dev.safeconduct.client.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/** A configuration of which nothing comes from a file. */
public final class NoSettings {

    private NoSettings() {}

    /** An empty file that is not new: one that was emptied just now is read for a second more, as it may be written. */
    public static Path in(Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("none.properties"), "");
        return Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
    }
}
