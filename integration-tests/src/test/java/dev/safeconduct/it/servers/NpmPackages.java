package dev.safeconduct.it.servers;

import dev.safeconduct.it.OwnedProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What the {@code package-lock.json} of a folder names, with a Node of its own, so that nothing but npm is needed. */
final class NpmPackages {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private NpmPackages() {}

    /** The folder's Node, with its packages; they are installed if they are not, or if the lock file is newer. */
    static synchronized Path node(Path folder) {
        if (!isInstalled(folder)) {
            install(folder);
        }
        return folder.resolve("node_modules/node/bin/node");
    }

    private static boolean isInstalled(Path folder) {
        Path installed = folder.resolve("node_modules/.package-lock.json");
        try {
            return Files.exists(installed)
                    && Files.getLastModifiedTime(installed)
                                    .compareTo(Files.getLastModifiedTime(folder.resolve("package-lock.json")))
                            >= 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void install(Path folder) {
        ProcessBuilder npm = new ProcessBuilder("npm", "ci", "--no-progress").directory(folder.toFile());
        try (OwnedProcess install = OwnedProcess.start(npm, Path.of("target", "servers", "npm.log"))) {
            if (!install.awaitSuccess(LIMIT)) {
                throw new IllegalStateException("npm ci failed in " + folder + ":\n" + install.logTail());
            }
        } catch (UncheckedIOException e) {
            throw new IllegalStateException("npm is missing; Debian has it as the package npm", e);
        }
    }
}
