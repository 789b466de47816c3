package dev.safeconduct.benchmarks;

import dev.safeconduct.testkit.client.Api;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import javax.tools.ToolProvider;

/**
 * What an agent adds to a whole program: CPU time and the peak of its memory, beside an agent that does nothing and
 * OpenTelemetry's with its HTTP clients only. Each is measured against the same program without an agent.
 *
 * @param client the HTTP client that makes one call to a configured server; {@code none} if there is no call
 */
record Startup(String client) implements Measurement {

    /** As its documents say it is reduced to some instrumentations, and exports nothing. */
    static final List<String> OPENTELEMETRY = List.of(
            "-Dotel.instrumentation.common.default-enabled=false",
            "-Dotel.instrumentation.java-http-client.enabled=true",
            "-Dotel.instrumentation.http-url-connection.enabled=true",
            "-Dotel.instrumentation.okhttp.enabled=true",
            "-Dotel.instrumentation.apache-httpclient.enabled=true",
            "-Dotel.traces.exporter=none",
            "-Dotel.metrics.exporter=none",
            "-Dotel.logs.exporter=none");

    private static final int ROUNDS = 11;

    @Override
    public List<Figure> measure(String name, Effort effort) throws Exception {
        Path work = Files.createTempDirectory("startup");
        try (Api api = Api.start()) {
            Path classes = compile(work);
            Path configuration = configuration(api.settings("api"));
            Program bare = Program.java(
                    Map.of(), "-cp", classes + File.pathSeparator + Layout.clients(), "Call", client, api.url("/work"));
            Map<String, Program> agents = new LinkedHashMap<>();
            agents.put("bare", bare);
            agents.put("ours", bare.with("-javaagent:" + Layout.agent() + "=" + configuration));
            agents.put("agent that does nothing", bare.with("-javaagent:" + idleAgent(work, classes)));
            List<String> opentelemetry = new ArrayList<>(List.of("-javaagent:" + Layout.opentelemetry()));
            opentelemetry.addAll(OPENTELEMETRY);
            agents.put("OpenTelemetry", bare.with(opentelemetry.toArray(String[]::new)));
            return figures(name, rounds(agents, effort));
        }
    }

    /** A file that tells the agent to use client credentials, and nothing that lasts. */
    static Path configuration(Map<String, String> server) throws IOException {
        Path file = Files.createTempDirectory("configuration").resolve("safeconduct.properties");
        Properties settings = new Properties();
        server.forEach((key, value) -> settings.setProperty(key, key.endsWith("secret") ? Api.SECRET : value));
        settings.setProperty("safeconduct.store", "memory");
        try (OutputStream out = Files.newOutputStream(file)) {
            settings.store(out, null);
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    private static Map<String, List<Program.Cost>> rounds(Map<String, Program> agents, Effort effort) throws Exception {
        Map<String, List<Program.Cost>> costs = new LinkedHashMap<>();
        int rounds = effort.rounds() == 1 ? 1 : ROUNDS;
        for (int round = effort.rounds() == 1 ? 0 : -1; round < rounds; round++) {
            for (Map.Entry<String, Program> agent : agents.entrySet()) {
                Program.Cost cost = agent.getValue().run();
                if (round >= 0) { // the first one warms the disk's cache
                    costs.computeIfAbsent(agent.getKey(), key -> new ArrayList<>())
                            .add(cost);
                }
            }
        }
        return costs;
    }

    private List<Figure> figures(String name, Map<String, List<Program.Cost>> costs) {
        List<Figure> figures = new ArrayList<>();
        for (String peer : List.of("agent that does nothing", "OpenTelemetry")) {
            figures.add(Figure.ofAdded(
                    name,
                    what("CPU"),
                    "ms",
                    costs.get("bare").stream().mapToDouble(Program.Cost::cpu).toArray(),
                    costs.get("ours").stream().mapToDouble(Program.Cost::cpu).toArray(),
                    peer,
                    costs.get(peer).stream().mapToDouble(Program.Cost::cpu).toArray()));
        }
        for (String peer : List.of("agent that does nothing", "OpenTelemetry")) {
            figures.add(Figure.ofAdded(
                    name,
                    what("memory"),
                    "MiB",
                    costs.get("bare").stream().mapToDouble(Program.Cost::memory).toArray(),
                    costs.get("ours").stream().mapToDouble(Program.Cost::memory).toArray(),
                    peer,
                    costs.get(peer).stream().mapToDouble(Program.Cost::memory).toArray()));
        }
        return figures;
    }

    private String what(String resource) {
        return client.equals("none") ? "added " + resource : client + ", added " + resource;
    }

    static Path compile(Path work) throws Exception {
        Path classes = Files.createDirectories(work.resolve("classes"));
        List<String> arguments = new ArrayList<>(
                List.of("-proc:none", "--release", "17", "-d", classes.toString(), "-cp", Layout.clients()));
        for (String source : List.of("Call", "Load", "IdleAgent")) {
            arguments.add(Layout.programs().resolve(source + ".java").toString());
        }
        if (ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)) != 0) {
            throw new IllegalStateException("the measured programs do not compile");
        }
        return classes;
    }

    private static Path idleAgent(Path work, Path classes) throws Exception {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", "IdleAgent");
        Path jar = work.resolve("idle-agent.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            out.putNextEntry(new JarEntry("IdleAgent.class"));
            out.write(Files.readAllBytes(classes.resolve("IdleAgent.class")));
        }
        return jar;
    }
}
