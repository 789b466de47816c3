package dev.safeconduct.it.keycloak;

import dev.safeconduct.it.OwnedProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The unpacked Keycloak distribution that the system property {@code keycloak.home} names.
 *
 * <p>In: that property. Out: the distribution after Keycloak's {@code build} step (run once per unpacked distribution,
 * also when several JVMs ask at the same time), homes for single servers, and the command that starts one.
 */
final class KeycloakDistribution {
    private static final String PROPERTY = "keycloak.home";
    private static final Duration BUILD_LIMIT = Duration.ofMinutes(5);
    private static final List<String> SHARED = List.of("lib", "providers", "conf", "themes");

    /** A server that has TLS asks for a certificate. */
    private static final List<String> BUILD = List.of("build", "--db=dev-mem", "--https-client-auth=request");

    private final Path home;

    private KeycloakDistribution(Path home) {
        this.home = home;
    }

    /** Finds the distribution and builds it if that was not done before. */
    static synchronized KeycloakDistribution prepared() {
        String property = System.getProperty(PROPERTY);
        if (property == null || !Files.isRegularFile(Path.of(property, "bin", "kc.sh"))) {
            throw new IllegalStateException("Keycloak is missing (system property " + PROPERTY + " is " + property
                    + "): run Maven with the profile that unpacks it, mvn -Pfull verify");
        }
        KeycloakDistribution distribution =
                new KeycloakDistribution(Path.of(property).toAbsolutePath());
        distribution.buildOnce();
        return distribution;
    }

    /** Makes {@code serverHome} a home of its own for one server, which shares all but its data with this one. */
    void linkHome(Path serverHome) {
        try {
            Files.createDirectories(serverHome.resolve("data"));
            for (String name : SHARED) {
                Files.createSymbolicLink(serverHome.resolve(name), home.resolve(name));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The command that runs {@code kc.sh} with {@code arguments} on {@code serverHome} and this JVM's Java. */
    ProcessBuilder command(Path serverHome, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add("sh");
        command.add(home.resolve("bin/kc.sh").toString());
        // kc.sh sets this property to its own parent folder first; the later setting wins.
        command.add("-Dkc.home.dir=" + serverHome);
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(KeycloakDistribution::changesKeycloak);
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        // A short run gains from the quick compiler only.
        environment.put("JAVA_OPTS_APPEND", "-XX:TieredStopAtLevel=1");
        return builder;
    }

    private void buildOnce() {
        // The name changes with what is built.
        Path done = home.resolve("safeconduct-built-2");
        Path lockFile = home.resolve("safeconduct-lock");
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            // Held until the channel is closed.
            channel.lock();
            if (Files.exists(done)) {
                return;
            }
            Path log = home.resolve("safeconduct-build.log");
            try (OwnedProcess build = OwnedProcess.start(command(home, BUILD), log)) {
                if (!build.awaitSuccess(BUILD_LIMIT)) {
                    throw new IllegalStateException("kc.sh build failed; its log ends:\n" + build.logTail());
                }
            }
            Files.createFile(done);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean changesKeycloak(String variable) {
        return variable.startsWith("KC_")
                || variable.startsWith("QUARKUS_")
                || variable.startsWith("JAVA")
                || variable.startsWith("DEBUG");
    }
}
