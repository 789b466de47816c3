package dev.safeconduct.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** The programs of {@code src/hosts}, compiled once into a folder of their own: no class of ours is beside them. */
final class HostClasses {
    private static Path compiled;

    private HostClasses() {}

    /** Their class path. */
    static synchronized Path directory() {
        if (compiled == null) {
            compiled = compile();
        }
        return compiled;
    }

    private static Path compile() {
        Path sources = Path.of(System.getProperty("it.root"), "integration-tests", "src", "hosts", "java");
        Path classes = TemporaryFolders.create("hosts");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assertThat(compiler).as("the tests need a JDK, not a JRE").isNotNull();
        StringWriter output = new StringWriter();
        try (Stream<Path> files = Files.walk(sources);
                var manager = compiler.getStandardFileManager(null, null, null)) {
            List<Path> java =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            List<String> options =
                    List.of("-d", classes.toString(), "--release", "17", "-proc:none", "-cp", classPath());
            assertThat(compiler.getTask(output, manager, null, options, null, manager.getJavaFileObjectsFromPaths(java))
                            .call())
                    .as(output.toString())
                    .isTrue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return classes;
    }

    /** The oldest version of each client: what is compiled for it runs with all. */
    private static String classPath() {
        return libraries("okhttp3").stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /** The jars of one version of a client. */
    static List<Path> libraries(String name) {
        try (Stream<Path> jars = Files.list(Path.of(System.getProperty("clients.dir"), name))) {
            return jars.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
