package dev.safeconduct.it.keycloak;

import dev.safeconduct.it.Jdk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The home directory of somebody who uses the packed agent, with nothing in the environment but what is said here.
 *
 * <p>In: the agent's jar, named by the system property {@code safeconduct.agent.jar}; configuration. Out: runs of the
 * command line and of programs with the agent, the addresses that they opened in a browser (a script in place of one
 * notes them), and the stored logins. {@link #close()} ends all runs and removes the directory.
 */
final class AgentHome implements AutoCloseable {
    private static final Duration OPENING_LIMIT = Duration.ofSeconds(60);
    /** Small and quick to start. */
    private static final List<String> JVM_OPTIONS = List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-Xshare:auto");

    private static final String BROWSER_SCRIPT =
            """
            #!/bin/sh
            printf '%s' "$1" > "$HOME/opened/$$.part" && mv "$HOME/opened/$$.part" "$HOME/opened/$$.url"
            """;

    private final Path home = TemporaryFolder.create("agent-home");
    private final Path runFolder = home.resolve("runs");
    private final Path openedFolder = home.resolve("opened");
    private final Path browser = home.resolve("browser");
    private final Path agentJar;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<AgentRun> runs = new ArrayList<>();

    private AgentHome(Path agentJar) {
        this.agentJar = agentJar;
    }

    static AgentHome create() {
        String jar = System.getProperty("safeconduct.agent.jar");
        if (jar == null || !Files.isRegularFile(Path.of(jar))) {
            throw new IllegalStateException("The agent's jar is missing (system property safeconduct.agent.jar is "
                    + jar + "): run mvn verify");
        }
        AgentHome made = new AgentHome(Path.of(jar));
        try {
            Files.createDirectories(made.runFolder);
            Files.createDirectories(made.openedFolder);
            Files.writeString(made.browser, BROWSER_SCRIPT);
            Files.setPosixFilePermissions(made.browser, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return made;
    }

    /** Writes the user's properties file. */
    void configure(String... lines) {
        Path file = home.resolve(".config/safeconduct/safeconduct.properties");
        try {
            Files.createDirectories(
                    file.getParent(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.write(file, List.of(lines));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sets an environment variable for the runs to come. */
    void environment(String name, String value) {
        environment.put(name, value);
    }

    /** Starts {@code java -jar safeconduct-agent.jar} with these arguments. */
    AgentRun command(Object... arguments) {
        List<String> command = java(Jdk.running());
        command.addAll(List.of("-jar", agentJar.toString()));
        Stream.of(arguments).map(Object::toString).forEach(command::add);
        return start(command);
    }

    /** Starts a program with the agent, configured by files and environment. */
    AgentRun program(Path java, CallingProgram program, URI url) {
        return program(java, "", program, url);
    }

    /** Starts a program with the agent, which gets this argument. */
    AgentRun program(Path java, String agentArgument, CallingProgram program, URI url) {
        List<String> command = java(java);
        command.add("-javaagent:" + agentJar + (agentArgument.isEmpty() ? "" : "=" + agentArgument));
        command.addAll(program.mainAndArguments(url));
        return start(command);
    }

    /** The address that a run has opened in the browser; waits for it, for as long as the run lives. */
    String awaitOpened(AgentRun run) {
        return Await.value("address opened in the browser", OPENING_LIMIT, () -> {
            Optional<String> address = opened().stream().findFirst();
            if (address.isEmpty() && !run.isAlive()) {
                throw new IllegalStateException("it ended without opening a browser:\n" + run.errorsSoFar());
            }
            return address;
        });
    }

    /** All addresses that were opened in the browser. */
    List<String> opened() {
        return list(openedFolder, path -> path.toString().endsWith(".url")).stream()
                .map(AgentHome::read)
                .toList();
    }

    /** Where the file store keeps everything. */
    Path storeFolder() {
        return home.resolve(".config/safeconduct/tokens");
    }

    /** The token records; their names do not end in a folder of another kind of record. */
    List<StoredLogin> logins() {
        return list(storeFolder(), AgentHome::isTokenRecord).stream()
                .map(StoredLogin::read)
                .toList();
    }

    /** The one token record. */
    StoredLogin login() {
        List<StoredLogin> logins = logins();
        if (logins.size() != 1) {
            throw new IllegalStateException("there is not one stored login: " + logins);
        }
        return logins.get(0);
    }

    @Override
    public void close() {
        runs.forEach(AgentRun::close);
        TemporaryFolder.delete(home);
    }

    private static boolean isTokenRecord(Path file) {
        return file.toString().endsWith(".json") && read(file).contains("\"access_token\"");
    }

    private static List<String> java(Path java) {
        List<String> command = new ArrayList<>();
        command.add(java.toString());
        command.addAll(JVM_OPTIONS);
        return command;
    }

    private AgentRun start(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
        builder.environment().keySet().retainAll(List.of("PATH", "LANG", "LC_ALL"));
        builder.environment().put("HOME", home.toString());
        builder.environment().put("BROWSER", browser.toString());
        builder.environment().putAll(environment);
        AgentRun run = AgentRun.start(builder, runFolder);
        runs.add(run);
        return run;
    }

    private static List<Path> list(Path folder, Predicate<Path> wanted) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).filter(wanted).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
