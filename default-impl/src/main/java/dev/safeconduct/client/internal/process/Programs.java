package dev.safeconduct.client.internal.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where programs are. */
public final class Programs {

    private Programs() {}

    /** The whole path of a program; null if it is not there. Not from the current directory, even if the PATH says so. */
    public static @Nullable String find(String name, String path) {
        if (name.indexOf('/') >= 0) {
            return Path.of(name).isAbsolute() && Files.isExecutable(Path.of(name)) ? name : null;
        }
        for (String directory : path.split(File.pathSeparator, -1)) {
            Path candidate = Path.of(directory, name);
            if (candidate.isAbsolute() && Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
                return candidate.toString();
            }
        }
        return null;
    }
}
