package dev.safeconduct.it.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.spi.ToolProvider;

/** Stores of one source file, compiled and packed as the documentation says. */
public final class ExampleStore {

    private static final Path ROOT = Path.of(System.getProperty("it.root"));

    private ExampleStore() {}

    /** The one of {@code examples}. */
    public static Path jar(Path directory) {
        return jar(directory, ROOT.resolve("examples/ExampleTokenStore.java"));
    }

    /** One whose provider is a class {@code Provider} within that of the file. */
    public static Path jar(Path directory, Path source) {
        return jar(directory, source, Map.of("TokenStoreProvider", "Provider"));
    }

    /** One that has several providers, each by the simple name of its interface: classes within that of the file. */
    static Path jar(Path directory, Path source, Map<String, String> providers) {
        String name = source.getFileName().toString().replace(".java", "");
        Path classes = directory.resolve("classes");
        Path services = classes.resolve("META-INF/services");
        Path jar = directory.resolve("extension.jar");
        run(
                "javac",
                "--release",
                "17",
                "-cp",
                ROOT.resolve("spi/target/classes").toString(),
                "-d",
                classes.toString(),
                source.toString());
        try {
            Files.createDirectories(services);
            for (Map.Entry<String, String> provider : providers.entrySet()) {
                Files.writeString(
                        services.resolve("dev.safeconduct.spi." + provider.getKey()),
                        name + "$" + provider.getValue() + "\n");
            }
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
