package dev.safeconduct.it.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.spi.ToolProvider;

/** The store of {@code examples}, compiled and packed as its documentation says. */
final class ExampleStore {

    private static final Path ROOT = Path.of(System.getProperty("it.root"));

    private ExampleStore() {}

    static Path jar(Path directory) {
        Path classes = directory.resolve("classes");
        Path services = classes.resolve("META-INF/services");
        Path jar = directory.resolve("example-store.jar");
        run(
                "javac",
                "-cp",
                ROOT.resolve("spi/target/classes").toString(),
                "-d",
                classes.toString(),
                ROOT.resolve("examples/ExampleTokenStore.java").toString());
        try {
            Files.createDirectories(services);
            Files.writeString(
                    services.resolve("dev.safeconduct.spi.TokenStoreProvider"), "ExampleTokenStore$Provider\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run("jar", "--create", "--file", jar.toString(), "-C", classes.toString(), ".");
        return jar;
    }

    private static void run(String tool, String... arguments) {
        if (ToolProvider.findFirst(tool).orElseThrow().run(System.out, System.err, arguments) != 0) {
            throw new IllegalStateException(tool);
        }
    }
}
