package dev.safeconduct.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The size of what users download. */
final class JarSize implements Measurement {

    private static final double MIB = 1024 * 1024;

    /** The library as its users get it: with all that it needs, and the two stores that need nothing else. */
    private static final List<String> LIBRARY = List.of(
            "safeconduct-client-",
            "safeconduct-spi-",
            "safeconduct-file-store-",
            "safeconduct-memory-store-",
            "java-jwt-",
            "jackson-core-",
            "jackson-databind-",
            "jackson-annotations-",
            "slf4j-api-");

    @Override
    public List<Figure> measure(String name, Effort effort) throws IOException {
        double opentelemetry = Files.size(Layout.opentelemetry()) / MIB;
        double agent = Files.size(Layout.agent()) / MIB;
        double library;
        try (Stream<Path> jars = Files.list(Layout.existing("benchmarks/target/libraries"))) {
            library = jars.filter(jar ->
                                    LIBRARY.stream().anyMatch(jar.getFileName().toString()::startsWith))
                            .mapToLong(jar -> jar.toFile().length())
                            .sum()
                    / MIB;
        }
        return List.of(
                Figure.of(name, "agent", "MiB", new double[] {agent}, "OpenTelemetry", new double[] {opentelemetry}),
                Figure.of(name, "library with dependencies", "MiB", new double[] {library}, "agent", new double[] {agent
                }));
    }
}
