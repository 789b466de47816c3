package dev.safeconduct.store.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The user of this process, as file systems number users. Neither {@code user.name} nor the JDK tells it. */
final class CurrentUser {

    /** Found at first need; it does not change. */
    private static volatile @Nullable Integer number;

    private CurrentUser() {}

    static int number() throws IOException {
        Integer found = number;
        if (found == null) {
            found = find();
            number = found;
        }
        return found;
    }

    private static int find() throws IOException {
        // On Linux the kernel tells, without a file being written. Of the four numbers (real, effective, saved, file
        // system) the last is the one that files get.
        Path status = Path.of("/proc/self/status");
        if (Files.isReadable(status)) {
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith("Uid:")) {
                    return Integer.parseUnsignedInt(line.split("\\s+", 0)[4]);
                }
            }
        }
        Path probe = Files.createTempFile("safeconduct", null);
        try {
            return (Integer) Files.getAttribute(probe, "unix:uid");
        } finally {
            Files.delete(probe);
        }
    }
}
