package dev.safeconduct.client.internal.config;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Whether the code of a jar may be run, wherever it was named (THREATS 91). */
public final class JarTrust {

    private JarTrust() {}

    /**
     * Why not, as what follows the key that names the jar; null if no other user can change it.
     *
     * @throws IOException if it is not there
     */
    public static @Nullable String complaint(Path jar) throws IOException {
        try {
            String found = FileTrust.complaint(jar, FileTrust.user());
            return found == null ? null : "names " + jar + ", but " + found;
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return null; // no owners and permissions of this kind: the system keeps others out by its own rules
        }
    }
}
