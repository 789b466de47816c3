package dev.safeconduct.it.hosts;

import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.Jdk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Maven as it is distributed, with the one or the other of the JDK's HTTP clients. */
enum Maven {
    /** With {@code HttpURLConnection}: Wagon's lightweight transport is in its folder for extensions. */
    MAVEN_3("maven3.home", "wagon", "(?s).*\\r\\nConnection: keep-alive\\r\\n.*"),

    /** With {@code java.net.http}, its own choice. */
    MAVEN_4("maven4.home", "auto", "(?s)(?!.*\\r\\nConnection:).*");

    private final String homeProperty;
    private final String transport;
    private final String head;

    Maven(String homeProperty, String transport, String head) {
        this.homeProperty = homeProperty;
        this.transport = transport;
        this.head = head;
    }

    /** What the head of a request is like that was sent by this client of the JDK, and not by Apache's. */
    String head() {
        return head;
    }

    /** Runs it in a project by its own script, on this JDK, in this home, and with these options of the JVM. */
    HostJvm.Ended run(Jdk jdk, Path project, Path home, String jvmOptions, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty(homeProperty), "bin", "mvn").toString());
        command.add("--batch-mode");
        command.add("-Dmaven.resolver.transport=" + transport);
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(project.toFile());
        builder.environment().keySet().retainAll(List.of("PATH"));
        builder.environment().put("HOME", home.toString());
        builder.environment().put("JAVA_HOME", jdk.home().toString());
        builder.environment().put("MAVEN_SKIP_RC", "true");
        builder.environment()
                .put("MAVEN_OPTS", "-Xmx256m -XX:TieredStopAtLevel=1 -Duser.home=" + home + " " + jvmOptions);
        try (HostJvm maven = new HostJvm(builder.start())) {
            return maven.awaitEnd();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
