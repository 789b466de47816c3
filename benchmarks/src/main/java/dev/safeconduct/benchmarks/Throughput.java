package dev.safeconduct.benchmarks;

import dev.safeconduct.testkit.client.Api;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The CPU time of a request over loopback, its token included, beside the same program without the agent. In each round
 * both run at once on one processor, the servers on another, and make their requests in turns: a block of one, a block of
 * the other. So they meet the same machine, however it changes. What the JVM's compilers take is not counted.
 *
 * @param client the HTTP client
 */
record Throughput(String client) implements Measurement {

    private static final List<Integer> CONCURRENCIES = List.of(1, 64, 1000);
    private static final int WARM_UP = 80_000;
    private static final int BLOCKS = 20;
    private static final int BLOCK = 1_500;

    @Override
    public List<Figure> measure(String name, Effort effort) throws Exception {
        Path classes = Startup.compile(Files.createTempDirectory("throughput"));
        List<Figure> figures = new ArrayList<>();
        try (Processors processors = new Processors();
                Api api = Api.start();
                CannedServer server = new CannedServer()) {
            String agent = "-javaagent:" + Layout.agent() + "="
                    + Startup.configuration(Api.settings("api", server.url(), api.issuer));
            for (int concurrency : CONCURRENCIES) {
                Program bare = Program.java(
                        Map.of(),
                        "-XX:-UseDynamicNumberOfCompilerThreads", // one that ends takes the count of its time along
                        "-cp",
                        classes + File.pathSeparator + Layout.clients(),
                        "Load",
                        client,
                        server.url(),
                        String.valueOf(concurrency));
                List<Program> programs = List.of(bare.with(agent), bare);
                double[][] micros = new double[programs.size()][effort.rounds()];
                for (int round = 0; round < effort.rounds(); round++) {
                    double[] each = round(programs, processors, effort.equals(Effort.SMOKE));
                    for (int i = 0; i < each.length; i++) {
                        micros[i][round] = each[i];
                    }
                }
                String what = client + ", " + concurrency + " at once";
                figures.add(Figure.of(name, what, "µs", micros[0], "no agent", micros[1]));
            }
            if (api.tokenRequests() == 0) {
                throw new IllegalStateException("no request had a token");
            }
        }
        return figures;
    }

    /** The CPU time of a request of each. */
    private static double[] round(List<Program> programs, Processors processors, boolean isSmoke) throws Exception {
        int blocks = isSmoke ? 1 : BLOCKS;
        int block = isSmoke ? 20 : BLOCK;
        List<RunningLoad> loads = new ArrayList<>();
        try {
            double[] micros = new double[programs.size()];
            for (int i = 0; i < micros.length; i++) {
                loads.add(new RunningLoad(programs.get(i).start(processors.ofPrograms())));
                micros[i] = -loads.get(i).request(isSmoke ? block : WARM_UP);
            }
            for (int done = 0; done < blocks; done++) {
                for (int i = 0; i < micros.length; i++) {
                    double spent = loads.get(i).request(block);
                    if (done == blocks - 1) {
                        micros[i] = (micros[i] + spent) / block / blocks;
                    }
                }
            }
            return micros;
        } finally {
            for (RunningLoad load : loads) {
                load.close();
            }
        }
    }
}
