package dev.safeconduct.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * A class of JMH: {@code ours} beside its other methods, in time and in bytes allocated. Each measurement is a JVM of its
 * own; in each round there is one for each method, one after the other.
 *
 * @param type the class
 * @param peers its other methods, in the order of the table
 * @param threads that call it
 * @param base the method that all others only add to: what they add is compared; null if they are compared as they are
 * @param options of the JVM for each method, and without a name for those that have none
 */
record Microbenchmark(
        Class<?> type, List<String> peers, int threads, @Nullable String base, Map<String, List<String>> options)
        implements Measurement {

    private static final String OURS = "ours";
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    /** By one thread. */
    Microbenchmark(Class<?> type, String... peers) {
        this(type, List.of(peers), 1);
    }

    /** As they are. */
    Microbenchmark(Class<?> type, List<String> peers, int threads) {
        this(type, peers, threads, null, Map.of());
    }

    @Override
    public List<Figure> measure(String name, Effort effort) throws RunnerException {
        // By parameters, then by method, then by round.
        Map<String, Map<String, double[]>> times = new LinkedHashMap<>();
        Map<String, Map<String, double[]>> bytes = new LinkedHashMap<>();
        List<String> methods = new ArrayList<>(List.of(OURS));
        methods.addAll(peers);
        if (base != null) {
            methods.add(0, base);
        }
        for (int round = 0; round < effort.rounds(); round++) {
            for (String method : methods) {
                for (RunResult result : run(method, effort)) {
                    String what = what(result);
                    put(times, what, method, round, effort, result.getPrimaryResult());
                    put(
                            bytes,
                            what,
                            method,
                            round,
                            effort,
                            result.getSecondaryResults().get(ALLOCATED));
                }
            }
        }
        List<Figure> figures = new ArrayList<>();
        times.forEach((what, byMethod) -> figures(figures, name, what, "ns", byMethod));
        bytes.forEach((what, byMethod) -> figures(figures, name, what, "B", byMethod));
        return figures;
    }

    private void figures(List<Figure> figures, String name, String what, String unit, Map<String, double[]> byMethod) {
        for (String peer : peers) {
            figures.add(
                    base == null
                            ? Figure.of(name, what, unit, byMethod.get(OURS), peer, byMethod.get(peer))
                            : Figure.ofAdded(
                                    name,
                                    what,
                                    unit,
                                    byMethod.get(base),
                                    byMethod.get(OURS),
                                    peer,
                                    byMethod.get(peer)));
        }
    }

    private static void put(
            Map<String, Map<String, double[]>> all,
            String what,
            String method,
            int round,
            Effort effort,
            Result<?> result) {
        // Less than a byte is what the measuring itself allocates.
        double score = result == null || (result.getLabel().endsWith(ALLOCATED) && result.getScore() < 1)
                ? 0
                : result.getScore();
        all.computeIfAbsent(what, key -> new LinkedHashMap<>())
                .computeIfAbsent(method, key -> new double[effort.rounds()])[round] = score;
    }

    private Collection<RunResult> run(String method, Effort effort) throws RunnerException {
        List<String> jvm = new ArrayList<>(List.of("-Xms512m", "-Xmx512m", "-XX:+UseSerialGC"));
        jvm.addAll(options.getOrDefault(method, options.getOrDefault("", List.of())));
        ChainedOptionsBuilder run = new OptionsBuilder()
                .include("^" + type.getName().replace(".", "\\.") + "\\." + method + "$")
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .forks(1)
                .threads(threads)
                .warmupIterations(2)
                .warmupTime(TimeValue.milliseconds(effort.millis()))
                .measurementIterations(3)
                .measurementTime(TimeValue.milliseconds(effort.millis()))
                .jvmArgs(jvm.toArray(String[]::new))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        return new Runner(run.build()).run();
    }

    private String what(RunResult result) {
        List<String> words = new ArrayList<>();
        for (String key : result.getParams().getParamsKeys()) {
            words.add(result.getParams().getParam(key));
        }
        if (threads > 1) {
            words.add(threads + " threads");
        }
        return String.join(", ", words);
    }
}
