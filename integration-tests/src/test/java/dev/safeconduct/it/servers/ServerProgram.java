package dev.safeconduct.it.servers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How an authorization server of {@code integration-tests/servers} is started. It reads its places and the lifetime of its
 * tokens from the environment, and prints {@code ready} when it listens.
 *
 * @param name what its log is called
 * @param command with its arguments
 */
record ServerProgram(String name, List<String> command) {
    private static final Path FOLDER = Path.of(System.getProperty("it.root"), "integration-tests", "servers");

    /** A script of that folder, by its name. */
    static ServerProgram node(String script) {
        return new ServerProgram(
                script,
                List.of(
                        NpmPackages.node(FOLDER).toString(),
                        FOLDER.resolve(script + ".mjs").toString()));
    }

    /** The Spring Boot application of that folder. */
    static ServerProgram spring() {
        Path jar = FOLDER.resolve("spring/target/spring-authorization-server-1.jar");
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(jar + " is missing: run integration-tests/servers/run spring");
        }
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return new ServerProgram(
                "spring", List.of(java.toString(), "-Xmx256m", "-XX:TieredStopAtLevel=1", "-jar", jar.toString()));
    }
}
