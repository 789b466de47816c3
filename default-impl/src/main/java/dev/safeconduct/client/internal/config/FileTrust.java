package dev.safeconduct.client.internal.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether a file belongs to this user or root, and no other user can write, replace or move it (THREATS 91). */
final class FileTrust {

    private static final int ROOT = 0;
    private static final int GROUP_OR_OTHERS_WRITE = 0022;
    private static final int STICKY = 01000;

    private FileTrust() {}

    /**
     * Who could change a file, as the rest of a sentence with the remedy; null if no other user can.
     *
     * @param user the number of our user
     * @throws UnsupportedOperationException if the system has no owners and permissions of this kind
     */
    static @Nullable String complaint(Path file, int user) throws IOException {
        String found = firstOfOthers(file.toAbsolutePath(), user);
        return found != null ? found : firstOfOthers(file.toRealPath(), user);
    }

    /** The file and all directories above it: who can write one of these can put another file there. */
    private static @Nullable String firstOfOthers(Path path, int user) throws IOException {
        boolean isDirectory = false;
        for (Path each = path; each != null; each = each.getParent()) {
            Map<String, Object> attributes = Files.readAttributes(each, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
            boolean isLink =
                    Files.isSymbolicLink(each); // has no permissions of its own; the real path is looked at too
            int mode = number(attributes, "mode");
            int owner = number(attributes, "uid");
            boolean isOurs = owner == user || owner == ROOT;
            // In a directory like /tmp others add files, and cannot replace this one.
            boolean isOpen = !isLink && (mode & GROUP_OR_OTHERS_WRITE) != 0 && !(isDirectory && (mode & STICKY) != 0);
            if (!isOurs || isOpen) {
                return "other users can change " + each + ": chmod go-w " + each
                        + (isOurs ? "" : ", and make it yours");
            }
            isDirectory = true;
        }
        return null;
    }

    private static int number(Map<String, Object> attributes, String name) {
        return attributes.get(name) instanceof Integer number ? number : -1;
    }

    /** The number of our user: the kernel's own where it tells, else that of a file that we make. */
    static int user() throws IOException {
        Path self = Path.of("/proc/self");
        if (Files.isDirectory(self)) {
            return (Integer) Files.getAttribute(self.toRealPath(), "unix:uid");
        }
        Path probe = Files.createTempFile("safeconduct", null);
        try {
            return (Integer) Files.getAttribute(probe, "unix:uid");
        } finally {
            Files.delete(probe);
        }
    }
}
