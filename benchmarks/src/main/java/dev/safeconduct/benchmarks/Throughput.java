package dev.safeconduct.benchmarks;

import dev.safeconduct.testkit.client.Api;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The CPU time of a request over loopback, its token included, beside the same program without the agent.
 *
 * @param client the HTTP client
 */
record Throughput(String client) implements Measurement {

    private static final List<Integer> CONCURRENCIES = List.of(1, 64, 1000);
    private static final int REQUESTS = 40_000;

    @Override
    public List<Figure> measure(String name, Effort effort) throws Exception {
        boolean isSmoke = effort.equals(Effort.SMOKE);
        Path classes = Startup.compile(Files.createTempDirectory("throughput"));
        List<Figure> figures = new ArrayList<>();
        try (Api api = Api.start();
                CannedServer server = new CannedServer()) {
            String agent = "-javaagent:" + Layout.agent() + "="
                    + Startup.configuration(Api.settings("api", server.url(), api.issuer));
            for (int concurrency : CONCURRENCIES) {
                Program bare = Program.java(
                        Map.of(),
                        "-cp",
                        classes + File.pathSeparator + Layout.clients(),
                        "Load",
                        client,
                        server.url(),
                        String.valueOf(concurrency),
                        String.valueOf(isSmoke ? 2 * concurrency : REQUESTS));
                Program ours = bare.with(agent);
                double[] with = new double[effort.rounds()];
                double[] without = new double[effort.rounds()];
                for (int round = 0; round < effort.rounds(); round++) {
                    without[round] = bare.run().printed();
                    with[round] = ours.run().printed();
                }
                figures.add(Figure.of(name, client + ", " + concurrency + " at once", "µs", with, "no agent", without));
            }
            if (api.tokenRequests() == 0) {
                throw new IllegalStateException("no request had a token");
            }
        }
        return figures;
    }
}
