package dev.safeconduct.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** The programs of {@code src/hosts}, compiled once into a folder of their own: no class of ours is beside them. */
public final class HostClasses {
    /** What a program adds that uses the library. */
    private static final Pattern LIBRARY =
            Pattern.compile(".*(/(spi|default-impl|memory-store|file-store|safeconduct|clients/\\w+)/target/.*"
                    + "|/(java-jwt|jackson-core|jackson-databind|jackson-annotations|slf4j-api)-.*\\.jar)");

    private static final Map<String, Path> OTHERS = new HashMap<>();
    private static Path compiled;
    private static List<Path> ofLibrary = List.of();

    private HostClasses() {}

    /** Their class path. */
    public static synchronized Path directory() {
        if (compiled == null) {
            compiled = compile("java", clients());
            // Jetty has other classes of the same names from version 12 on.
            compileInto(compiled, "jetty9", compiled + File.pathSeparator + joined(libraries("jetty9-oldest")));
            // Version 1.0 of Armeria has no WebSockets.
            compileInto(
                    compiled, "armeria-newest", compiled + File.pathSeparator + joined(libraries("armeria-newest")));
        }
        return compiled;
    }

    /** The class path of the programs of {@code src/hosts/library}: they use the library and its adapters. */
    public static synchronized List<Path> ofLibrary() {
        if (ofLibrary.isEmpty()) {
            List<Path> library = Arrays.stream(
                            System.getProperty("java.class.path").split(File.pathSeparator))
                    .filter(entry -> LIBRARY.matcher(entry.replace(File.separatorChar, '/'))
                            .matches())
                    .map(Path::of)
                    .toList();
            String classPath = Stream.concat(Stream.of(directory()), library.stream())
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator, "", File.pathSeparator + clients()));
            ofLibrary = new ArrayList<>(library);
            ofLibrary.add(compile("library", classPath));
        }
        return ofLibrary;
    }

    /** The class path of {@code src/hosts/exceptions}: it makes the exceptions of other clients. */
    public static List<Path> exceptions() {
        List<Path> jars = libraries("exceptions");
        String classPath = System.getProperty("java.class.path") + File.pathSeparator + joined(jars);
        return Stream.concat(Stream.of(compile("exceptions", classPath)), jars.stream())
                .toList();
    }

    /** Another folder of {@code src/hosts}, which needs these libraries besides what {@link #directory()} does not have. */
    public static synchronized Path of(String folder, String... libraries) {
        String classPath = Stream.concat(
                        Stream.of(directory().toString()), Stream.of(libraries).map(name -> joined(libraries(name))))
                .collect(Collectors.joining(File.pathSeparator));
        return OTHERS.computeIfAbsent(folder, missing -> compile(missing, classPath));
    }

    private static Path compile(String folder, String classPath) {
        Path classes = TemporaryFolders.create("hosts");
        compileInto(classes, folder, classPath);
        return classes;
    }

    private static void compileInto(Path classes, String folder, String classPath) {
        Path sources = Path.of(System.getProperty("it.root"), "integration-tests", "src", "hosts", folder);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assertThat(compiler).as("the tests need a JDK, not a JRE").isNotNull();
        StringWriter output = new StringWriter();
        try (Stream<Path> files = Files.walk(sources);
                var manager = compiler.getStandardFileManager(null, null, null)) {
            List<Path> java =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            List<String> options = List.of("-d", classes.toString(), "--release", "17", "-proc:none", "-cp", classPath);
            assertThat(compiler.getTask(output, manager, null, options, null, manager.getJavaFileObjectsFromPaths(java))
                            .call())
                    .as(output.toString())
                    .isTrue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The oldest version of each client: what is compiled for it runs with all. */
    private static String clients() {
        return Stream.of(
                        "okhttp3",
                        "grpc-oldest",
                        "ktor-oldest",
                        "okhttp-coroutines",
                        "httpclient4-oldest",
                        "httpasyncclient4-oldest",
                        "httpclient5-oldest",
                        "on-httpclient4",
                        "on-httpasyncclient4",
                        "on-httpasyncclient5",
                        "reactor-netty-oldest",
                        "asynchttpclient-oldest",
                        "vertx-oldest",
                        "armeria-oldest",
                        "webclient",
                        "jetty12-oldest",
                        "jetty12-http2")
                .map(client -> joined(libraries(client)))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String joined(List<Path> classPath) {
        return classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /** The jars of one version of a client. */
    public static List<Path> libraries(String name) {
        try (Stream<Path> jars = Files.list(Path.of(System.getProperty("clients.dir"), name))) {
            return jars.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
