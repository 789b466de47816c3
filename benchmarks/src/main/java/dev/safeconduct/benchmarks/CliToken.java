package dev.safeconduct.benchmarks;

import dev.safeconduct.testkit.client.Api;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The command {@code token} with a fresh token, beside a JVM program that reads a file and prints it. */
final class CliToken implements Measurement {

    private static final int ROUNDS = 11;

    @Override
    public List<Figure> measure(String name, Effort effort) throws Exception {
        Path work = Files.createTempDirectory("cli");
        Files.setPosixFilePermissions(work, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
        try (Api api = Api.start()) {
            Path configuration = work.resolve("safeconduct.properties");
            Properties settings = new Properties();
            settings.putAll(api.settings("api"));
            settings.setProperty(
                    "safeconduct.store.file.dir", work.resolve("tokens").toString());
            try (var out = Files.newOutputStream(configuration)) {
                settings.store(out, null);
            }
            Files.setPosixFilePermissions(
                    configuration, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
            Path source = Layout.programs().resolve("PrintFile.java");
            javax.tools.ToolProvider.getSystemJavaCompiler()
                    .run(null, null, null, "-proc:none", "--release", "17", "-d", work.toString(), source.toString());
            Map<String, String> environment =
                    Map.of(Api.SECRET_VARIABLE, Api.SECRET, "SAFECONDUCT_CONFIG", configuration.toString());
            Program ours = Program.java(environment, "-jar", Layout.agent().toString(), "token", api.url("/work"));
            Program peer = Program.java(environment, "-cp", work.toString(), "PrintFile", configuration.toString());
            int rounds = effort.rounds() == 1 ? 1 : ROUNDS;
            double[] costs = new double[rounds];
            double[] peers = new double[rounds];
            ours.run(); // makes the token
            peer.run();
            for (int round = 0; round < rounds; round++) {
                costs[round] = ours.run().cpu();
                peers[round] = peer.run().cpu();
            }
            List<Figure> figures = new ArrayList<>();
            figures.add(Figure.of(name, "CPU", "ms", costs, "program that prints a file", peers));
            return figures;
        }
    }
}
