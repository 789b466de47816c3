package dev.safeconduct.it.keycloak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The {@code java} programs with which programs are run; one that is missing is a failure. */
final class Jdks {
    private static final List<Integer> VERSIONS = List.of(17, 25);

    private Jdks() {}

    /** The one of this JVM. */
    static Path own() {
        return java(ownHome());
    }

    /** One for each version that is supported with certainty. */
    static List<Path> all() {
        return VERSIONS.stream().map(Jdks::java).toList();
    }

    /** In the folder that the variable names, else that of this JVM, else one beside it. */
    private static Path java(int version) {
        String variable = "JAVA_HOME_" + version;
        String named = System.getenv(variable);
        Stream<Path> homes = named == null ? Stream.concat(Stream.of(ownHome()), beside()) : Stream.of(Path.of(named));
        return homes.filter(home -> isVersion(home, version))
                .map(Jdks::java)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("JDK " + version + " is missing: install it beside "
                        + ownHome() + ", or name its folder by the environment variable " + variable));
    }

    private static Path ownHome() {
        return Path.of(System.getProperty("java.home"));
    }

    private static Stream<Path> beside() {
        try (Stream<Path> homes = Files.list(ownHome().getParent())) {
            return homes.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isVersion(Path home, int version) {
        Path release = home.resolve("release");
        try {
            return Files.isExecutable(java(home))
                    && Files.isReadable(release)
                    && Files.readString(release).matches("(?s).*JAVA_VERSION=\"" + version + "\\b.*");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path java(Path home) {
        return home.resolve("bin").resolve("java");
    }
}
