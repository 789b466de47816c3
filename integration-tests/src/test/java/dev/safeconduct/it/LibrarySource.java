package dev.safeconduct.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;

/** Programs that use the library, compiled as their authors do: for Java 17, without a warning. */
public final class LibrarySource {
    /** What {@code dev.safeconduct:safeconduct} brings. */
    private static final Pattern LIBRARY = Pattern.compile(".*(/(spi|default-impl|file-store|safeconduct)/target/.*"
            + "|/(java-jwt|jackson-core|jackson-databind|jackson-annotations|jspecify|slf4j-api)-.*\\.jar)");

    private LibrarySource() {}

    /** The class path of the library alone. */
    public static String library() {
        String library = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry ->
                        LIBRARY.matcher(entry.replace(File.separatorChar, '/')).matches())
                .collect(Collectors.joining(File.pathSeparator));
        assertThat(library.split(File.pathSeparator, -1)).hasSize(10);
        return library;
    }

    /** A program of {@code examples}, compiled against the library alone. */
    public static Path example(String name) {
        try {
            Path source = Path.of(System.getProperty("it.root"), "examples", name + ".java");
            return compiled(name, Files.readString(source), library());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folder with the classes of a program. */
    public static Path compiled(String name, String program, String classPath) {
        Path folder = TemporaryFolders.create("example");
        StringWriter output = new StringWriter();
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var manager = compiler.getStandardFileManager(null, null, null)) {
            Path source = Files.writeString(folder.resolve(name + ".java"), program);
            List<String> options = List.of(
                    "-d",
                    folder.toString(),
                    "--release",
                    "17",
                    "-proc:none",
                    "-Xlint:all",
                    "-Werror",
                    "-cp",
                    classPath);
            assertThat(compiler.getTask(output, manager, null, options, null, manager.getJavaFileObjects(source))
                            .call())
                    .as(output.toString())
                    .isTrue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder;
    }
}
