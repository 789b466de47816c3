package dev.safeconduct.agent.hook;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads class files of a JDK, be it the running one or another. */
final class JdkClasses implements AutoCloseable, ClassFiles {

    private final Path home;
    private final FileSystem images;

    private JdkClasses(Path home) throws IOException {
        this.home = home;
        this.images = FileSystems.newFileSystem(URI.create("jrt:/"), Map.of("java.home", home.toString()));
    }

    static JdkClasses of(Path home) throws IOException {
        return new JdkClasses(home);
    }

    /** The running JDK and those beside it, the named one of the environment too; from 17 on. */
    static List<Path> homes() throws IOException {
        Path running = Path.of(System.getProperty("java.home")).toRealPath();
        List<Path> candidates = new ArrayList<>(List.of(running));
        for (String variable : List.of("JAVA_HOME_17", "JAVA_HOME_21", "JAVA_HOME_25")) {
            if (System.getenv(variable) != null) {
                candidates.add(Path.of(System.getenv(variable)));
            }
        }
        for (Path folder : List.of(running.getParent(), Path.of("/usr/lib/jvm"))) {
            if (Files.isDirectory(folder)) {
                try (Stream<Path> list = Files.list(folder)) {
                    list.forEach(candidates::add);
                }
            }
        }
        List<Path> homes = new ArrayList<>();
        for (Path candidate : candidates) {
            if (Files.exists(candidate.resolve("lib/modules")) && !homes.contains(candidate.toRealPath())) {
                homes.add(candidate.toRealPath());
            }
        }
        return homes;
    }

    @Override
    public byte[] read(String module, String className) throws IOException {
        return Files.readAllBytes(images.getPath("/modules", module, className + ".class"));
    }

    @Override
    public void close() throws IOException {
        images.close();
    }

    @Override
    public String toString() {
        return home.getFileName().toString();
    }
}
