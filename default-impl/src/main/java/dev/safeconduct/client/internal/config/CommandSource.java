package dev.safeconduct.client.internal.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Whether a setting that runs a program may come from where it is written: who can write the file, or put another in its
 * place, runs code as this user (THREATS 91). The environment and {@code -D} are set by the one who starts this process.
 */
final class CommandSource {

    private static final int WRITABLE_BY_OTHERS = 022;
    private static final int STICKY = 01000;
    private static final int ROOT = 0;

    private CommandSource() {}

    /** What is wrong with a file and its directories, to be put after the key; null if nothing is. */
    static @Nullable String complaint(@Nullable Path file) {
        if (file == null) {
            return null;
        }
        try {
            Path real = file.toRealPath();
            Object self = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            for (Path place = real; place != null; place = place.getParent()) {
                int mode = (Integer) Files.getAttribute(place, "unix:mode", LinkOption.NOFOLLOW_LINKS);
                Object owner = Files.getAttribute(place, "unix:uid", LinkOption.NOFOLLOW_LINKS);
                boolean isOpen = (mode & WRITABLE_BY_OTHERS) != 0 && (mode & STICKY) == 0;
                if (isOpen || !(owner.equals(self) || owner.equals(ROOT))) {
                    return "runs a program, and other users can change " + place
                            + ": it and the directories above must belong to you or root, writable by no other user";
                }
            }
            return null;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException | SecurityException e) {
            return null; // not a system that has such owners
        }
    }
}
