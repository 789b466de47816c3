package dev.safeconduct.it.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.it.TemporaryFolders;
import dev.safeconduct.testkit.client.Conditions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A WildFly as it is distributed, with a folder of its own; one file of the configuration says to look into it more often. */
final class WildFly implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** What {@code standalone.sh} adds for JDKs with modules. */
    private static final List<String> OPTIONS = List.of(
            "-Xmx512m",
            "-Djava.net.preferIPv4Stack=true",
            "-Djava.awt.headless=true",
            "--add-exports=java.desktop/sun.awt=ALL-UNNAMED",
            "--add-exports=java.naming/com.sun.jndi.ldap=ALL-UNNAMED",
            "--add-exports=java.naming/com.sun.jndi.url.ldap=ALL-UNNAMED",
            "--add-exports=java.naming/com.sun.jndi.url.ldaps=ALL-UNNAMED",
            "--add-exports=jdk.naming.dns/com.sun.jndi.dns=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.lang.invoke=ALL-UNNAMED",
            "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
            "--add-opens=java.base/java.io=ALL-UNNAMED",
            "--add-opens=java.base/java.net=ALL-UNNAMED",
            "--add-opens=java.base/java.security=ALL-UNNAMED",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
            "--add-opens=java.management/javax.management=ALL-UNNAMED",
            "--add-opens=java.naming/javax.naming=ALL-UNNAMED");

    private final HostJvm jvm;
    private final Path deployments;
    private final String origin;

    WildFly(Jdk jdk, UnaryOperator<HostProgram> agent) throws IOException {
        Path home = home();
        Path base = TemporaryFolders.create("wildfly");
        Path configuration = Files.createDirectories(base.resolve("configuration"));
        try (Stream<Path> files = Files.list(home.resolve("standalone/configuration"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, configuration.resolve(file.getFileName()));
            }
        }
        Path standalone = configuration.resolve("standalone.xml");
        String text = Files.readString(standalone);
        assertThat(text).contains("scan-interval=\"5000\"");
        Files.writeString(standalone, text.replace("scan-interval=\"5000\"", "scan-interval=\"500\""));
        deployments = Files.createDirectories(base.resolve("deployments"));
        List<Integer> ports = freePorts(3);
        origin = "http://127.0.0.1:" + ports.get(0);
        HostProgram program = HostProgram.java(
                        jdk,
                        List.of(
                                "-jar",
                                home.resolve("jboss-modules.jar").toString(),
                                "-mp",
                                home.resolve("modules").toString(),
                                "org.jboss.as.standalone",
                                "-Djboss.home.dir=" + home,
                                "-Djboss.server.base.dir=" + base,
                                "-Djboss.http.port=" + ports.get(0),
                                "-Djboss.https.port=" + ports.get(1),
                                "-Djboss.management.http.port=" + ports.get(2)))
                .option(OPTIONS.toArray(String[]::new));
        if (jdk == Jdk.JDK_17) {
            program.option("-Djava.security.manager=allow"); // later ones refuse it
        }
        jvm = agent.apply(program).start();
        await("it has started", () -> jvm.out().contains("WFLYSRV0025") || !jvm.isAlive());
        assertThat(jvm.isAlive()).as(jvm.out() + jvm.err()).isTrue();
    }

    private static Path home() {
        String home = System.getProperty("wildfly.home");
        assertThat(home)
                .as("WildFly comes from Maven Central, by the profile \"matrix\" of the build")
                .isNotNull();
        return Path.of(home);
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        }
        List<Integer> ports = sockets.stream().map(ServerSocket::getLocalPort).toList();
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }

    HostJvm jvm() {
        return jvm;
    }

    /** Where its applications are. */
    String origin() {
        return origin;
    }

    void deploy(Path war) throws IOException {
        Path name = war.getFileName();
        Files.copy(war, deployments.resolve(name));
        Files.createFile(deployments.resolve(name + ".dodeploy"));
        await("deployed", () -> Files.exists(deployments.resolve(name + ".deployed")));
    }

    void undeploy(Path war) throws IOException {
        Path name = war.getFileName();
        Files.delete(deployments.resolve(name + ".deployed"));
        await("undeployed", () -> Files.exists(deployments.resolve(name + ".undeployed")));
        Files.delete(deployments.resolve(name + ".undeployed"));
        Files.delete(deployments.resolve(name));
    }

    private void await(String what, BooleanSupplier condition) {
        try {
            Conditions.await(what, PATIENCE, condition);
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "\n" + jvm.out() + "\n" + jvm.err(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        jvm.close();
    }
}
