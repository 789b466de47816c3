package dev.safeconduct.it.servers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How an authorization server of {@code integration-tests/servers} is started. It reads its places and the lifetime of its
 * tokens from the environment, and prints {@code ready} when it listens.
 *
 * @param name what its log is called
 * @param command with its arguments
 */
record ServerProgram(String name, List<String> command) {
    private static final Path FOLDER = Path.of(System.getProperty("it.root"), "integration-tests", "servers");
    private static final int OLDEST_NODE = 20;

    /** A script of that folder, by the name of its file. */
    static ServerProgram node(String script) {
        if (!Files.isDirectory(FOLDER.resolve("node_modules"))) {
            throw new IllegalStateException("The npm packages of the servers are missing: run npm ci in " + FOLDER);
        }
        checkNode();
        return new ServerProgram(script, List.of("node", FOLDER.resolve(script).toString()));
    }

    /** The Spring Boot application of that folder. */
    static ServerProgram spring() {
        Path jar = FOLDER.resolve("spring/target/spring-authorization-server-1.jar");
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(jar + " is missing: run integration-tests/servers/run");
        }
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of(java, "-Xmx256m", "-XX:TieredStopAtLevel=1"));
        Stream.of("-jar", jar.toString()).forEach(command::add);
        return new ServerProgram("spring", command);
    }

    private static void checkNode() {
        String version = Commands.output("node", "--version");
        if (!version.matches("v\\d+\\..*")
                || Integer.parseInt(version.substring(1, version.indexOf('.'))) < OLDEST_NODE) {
            throw new IllegalStateException("node " + OLDEST_NODE + " or later is missing (node --version: " + version
                    + "): install it; -Pfull needs it, too");
        }
    }
}
