package dev.safeconduct.benchmarks;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Where things are in a built tree. */
final class Layout {

    /** The root of the repository, which {@code benchmarks/run} goes to. */
    private static final Path ROOT = Path.of("").toAbsolutePath();

    private Layout() {}

    static Path agent() {
        return existing("agent/target/safeconduct-agent.jar");
    }

    static Path opentelemetry() {
        return existing("benchmarks/target/agents/opentelemetry.jar");
    }

    /** The sources of the programs that are measured as whole processes. */
    static Path programs() {
        return existing("benchmarks/src/programs");
    }

    /** The class path of the measured programs: the HTTP clients that they use, and no jar of this project. */
    static String clients() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(jar -> Path.of(jar)
                        .getFileName()
                        .toString()
                        .matches("(okhttp|okio|kotlin|http(client|core)5|slf4j).*"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    static Path results() {
        return ROOT.resolve("benchmarks/results");
    }

    /** Where the results are shown. */
    static Path page() {
        return existing("docs/performance.md");
    }

    static Path existing(String path) {
        Path file = ROOT.resolve(path);
        if (!Files.exists(file)) {
            throw new IllegalStateException("There is no " + path + ". Run benchmarks/run, which builds it.");
        }
        return file;
    }
}
