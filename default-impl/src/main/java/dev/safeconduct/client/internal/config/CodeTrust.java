package dev.safeconduct.client.internal.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who writes a setting that names a program runs it as us (THREATS 91). So it counts only on the command line of the JVM,
 * in the program itself, or in a file that we or root own and no other user can write, replace or move.
 */
final class CodeTrust {

    private static final int ROOT = 0;
    private static final int GROUP_OR_OTHERS_WRITE = 0022;
    private static final int STICKY = 01000;

    private CodeTrust() {}

    /** Why a setting must not run code, as what follows its key in a sentence; null if it may. */
    static @Nullable String complaint(RawSetting setting) {
        if (setting.from() == RawSetting.From.ENVIRONMENT) {
            return "names a program to run, which the environment must not: set it in the configuration file, or with -D";
        }
        if (setting.value().contains("${")) {
            return "names a program to run, so it is written out: no ${…} is replaced in it";
        }
        Path file = setting.file();
        return file == null ? null : complaint(file);
    }

    private static @Nullable String complaint(Path file) {
        try {
            return complaint(file, user());
        } catch (IOException | SecurityException e) {
            return "names a program to run, and who can write " + file + " cannot be told: set it with -D";
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return null; // no owners and permissions of this kind: the system keeps others out by its own rules
        }
    }

    /** @param user the number of our user */
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
                return "names a program to run, but other users can change " + each + ": chmod go-w " + each
                        + (isOurs ? "" : ", and make it yours")
                        + ", or set it with -D";
            }
            isDirectory = true;
        }
        return null;
    }

    private static int number(Map<String, Object> attributes, String name) {
        return attributes.get(name) instanceof Integer number ? number : -1;
    }

    /** The number of our user: the kernel's own where it tells, else that of a file that we make. */
    private static int user() throws IOException {
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
