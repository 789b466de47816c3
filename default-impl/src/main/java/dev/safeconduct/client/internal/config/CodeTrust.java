package dev.safeconduct.client.internal.config;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Who writes a setting that names a program runs it as us (THREATS 91). So it counts only on the command line of the JVM,
 * in the program itself, or in a file that we or root own and no other user can write, replace or move.
 */
final class CodeTrust {

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
            return complaint(file, FileTrust.user());
        } catch (IOException | SecurityException e) {
            return "names a program to run, and who can write " + file + " cannot be told: set it with -D";
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return null; // no owners and permissions of this kind: the system keeps others out by its own rules
        }
    }

    /** @param user the number of our user */
    static @Nullable String complaint(Path file, int user) throws IOException {
        String found = FileTrust.complaint(file, user);
        return found == null ? null : "names a program to run, but " + found + ", or set it with -D";
    }
}
