package dev.safeconduct.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The JDKs that programs with the agent are tested on. A missing one is a failure, never a test less. */
public enum Jdk {
    JDK_17(17),
    JDK_25(25);

    private static final Map<Jdk, Path> HOMES = new ConcurrentHashMap<>();

    private final int feature;

    Jdk(int feature) {
        this.feature = feature;
    }

    /** The {@code java} of this JVM. */
    public static Path running() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    /** Its {@code java}. */
    public Path java() {
        return home().resolve("bin").resolve("java");
    }

    /** Its folder: the one the variable names, that of this JVM, or one in the usual place. */
    public Path home() {
        return HOMES.computeIfAbsent(this, Jdk::find);
    }

    private Path find() {
        return candidates().stream()
                .filter(this::isIt)
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        "no JDK " + feature + " on this machine: let " + variable() + " name its folder"));
    }

    private String variable() {
        return "JAVA_HOME_" + feature;
    }

    private List<Path> candidates() {
        List<Path> candidates = new ArrayList<>();
        String named = System.getenv(variable());
        if (named != null) {
            return List.of(Path.of(named));
        }
        candidates.add(Path.of(System.getProperty("java.home")));
        for (Path usual : List.of(
                Path.of("/usr/lib/jvm"), Path.of(System.getProperty("user.home"), ".sdkman", "candidates", "java"))) {
            if (Files.isDirectory(usual)) {
                try (Stream<Path> found = Files.list(usual)) {
                    found.sorted().forEach(candidates::add);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return candidates;
    }

    private boolean isIt(Path folder) {
        Path release = folder.resolve("release");
        if (!Files.isExecutable(folder.resolve("bin").resolve("java")) || !Files.isReadable(release)) {
            return false;
        }
        try {
            return Files.readString(release).matches("(?s).*JAVA_VERSION=\"" + feature + "[.\"+-].*");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
