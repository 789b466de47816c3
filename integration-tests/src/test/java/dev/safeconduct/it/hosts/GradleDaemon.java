package dev.safeconduct.it.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.it.TemporaryFolders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The daemon of Debian's Gradle (package {@code gradle}), which that brings to JDK 17, for one home and with these options
 * of its JVM. It is started by the first build, and ended when this is closed.
 */
final class GradleDaemon implements AutoCloseable {

    private final Path home = TemporaryFolders.create("gradle");
    private final Path project;
    private final Map<String, String> environment;

    GradleDaemon(Path project, String jvmOptions, Map<String, String> environment) throws IOException {
        this.project = project;
        this.environment = environment;
        Files.writeString(
                home.resolve("gradle.properties"),
                """
                org.gradle.daemon=true
                org.gradle.daemon.idletimeout=120000
                org.gradle.jvmargs=-Xmx256m -XX:TieredStopAtLevel=1 -Duser.home=%s %s
                """
                        .formatted(home, jvmOptions));
    }

    /** Runs a build in it. */
    HostJvm.Ended build(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of("gradle", "--console=plain", "--project-dir", project.toString()));
        command.addAll(List.of(arguments));
        return run(command);
    }

    /** All that its JVM itself has written: what builds write goes to who started them. */
    String log() throws IOException {
        try (Stream<Path> files = Files.walk(home.resolve("daemon"))) {
            return files.filter(file -> file.toString().endsWith(".out.log"))
                    .map(GradleDaemon::read)
                    .collect(Collectors.joining());
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HostJvm.Ended run(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(project.toFile());
        builder.environment().keySet().retainAll(List.of("PATH"));
        builder.environment().put("HOME", home.toString());
        builder.environment().put("JAVA_HOME", Jdk.JDK_17.home().toString());
        builder.environment().put("GRADLE_USER_HOME", home.toString());
        builder.environment().putAll(environment);
        try (HostJvm gradle = new HostJvm(builder.start())) {
            return gradle.awaitEnd();
        } catch (IOException e) {
            throw new AssertionError(
                    "The program gradle is missing: install the Debian package gradle (apt-get install gradle)", e);
        }
    }

    @Override
    public void close() {
        assertThat(run(List.of("gradle", "--stop")).out()).anyMatch(line -> line.matches("1 Daemon.* stopped"));
    }
}
