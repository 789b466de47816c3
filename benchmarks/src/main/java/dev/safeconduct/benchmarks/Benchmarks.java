package dev.safeconduct.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs benchmarks by their names, all if none is named; {@code --smoke} only sees whether they still run. */
public final class Benchmarks {

    private static final Map<String, Measurement> ALL = new LinkedHashMap<>();

    static {
        ALL.put("startup-idle", new Startup("none"));
        ALL.put(
                "startup-first-call",
                new Each(List.of(
                        new Startup("java.net.http"),
                        new Startup("HttpURLConnection"),
                        new Startup("OkHttp"),
                        new Startup("Apache HttpClient 5"))));
        ALL.put(
                "request-unmatched",
                new Each(List.of(
                        new WovenRequests(JavaNetHttpRequest.class, "java.net.http", false),
                        new WovenRequests(UrlConnectionRequest.class, "HttpURLConnection", false),
                        new WovenRequests(OkHttpRequest.class, "OkHttp", false),
                        new WovenRequests(Apache5Request.class, "Apache HttpClient 5", false))));
        ALL.put(
                "request-matched",
                new Each(List.of(
                        new WovenRequests(JavaNetHttpRequest.class, "java.net.http", true),
                        new WovenRequests(UrlConnectionRequest.class, "HttpURLConnection", true),
                        new WovenRequests(OkHttpRequest.class, "OkHttp", true),
                        new WovenRequests(Apache5Request.class, "Apache HttpClient 5", true))));
        ALL.put("request-dpop", new Microbenchmark(DpopProof.class, "nimbus"));
        ALL.put(
                "throughput",
                new Each(List.of(
                        new Throughput("java.net.http"),
                        new Throughput("HttpURLConnection"),
                        new Throughput("OkHttp"),
                        new Throughput("Apache HttpClient 5"))));
        List<String> tokenSources =
                List.of("clockRead", "googleAuth", "quarkus", "springSecurity", "msal4j", "otherUri");
        ALL.put(
                "token-hot",
                new Each(List.of(
                        new Microbenchmark(TokenHot.class, tokenSources, 1),
                        new Microbenchmark(TokenHot.class, tokenSources, 2))));
        ALL.put("matcher-scale", new Microbenchmark(MatcherScale.class, "oneServer", "hundredServers"));
        ALL.put(
                "challenge-parse",
                new Microbenchmark(ChallengeParse.class, "okHttp", "apache5", "nimbus", "regularExpression"));
        ALL.put("refresh-storm", new RefreshStorm());
        ALL.put("file-read", new Microbenchmark(FileRead.class, "stat", "msal4j", "google"));
        ALL.put("file-write", new Microbenchmark(FileWrite.class, "bareWrite", "msal4j", "google"));
        ALL.put("redis-read", new Microbenchmark(RedisRead.class, "jedisGet"));
        ALL.put("redis-refresh", new Microbenchmark(RedisRefresh.class, "fourCommands"));
        ALL.put("jdbc-read", new Microbenchmark(JdbcRead.class, "select"));
        ALL.put("memory-scale", new MemoryScale());
        ALL.put("cli-token", new CliToken());
        ALL.put("jar-size", new JarSize());
    }

    private Benchmarks() {}

    public static void main(String[] args) throws Exception {
        List<String> names = new ArrayList<>(List.of(args));
        Effort effort = names.remove("--smoke") ? Effort.SMOKE : Effort.FULL;
        for (String name : names) {
            if (!ALL.containsKey(name)) {
                System.err.println("There is no benchmark " + name + ". There are: " + String.join(", ", ALL.keySet()));
                System.exit(2);
            }
        }
        System.setProperty("java.awt.headless", "true");
        Results results = new Results(Layout.results().resolve("latest.json"), Layout.page(), ALL.keySet());
        Report.heading(System.out);
        for (String name : names.isEmpty() ? ALL.keySet() : names) {
            List<Figure> measured = ALL.get(name).measure(name, effort);
            Report.print(System.out, measured);
            if (effort.equals(Effort.FULL)) {
                Plot.write(Layout.results().resolve(name + ".png"), name, measured);
                results.replace(name, measured);
            }
        }
        System.exit(0);
    }

    /** Several, one after the other, under one name. */
    private record Each(List<Measurement> measurements) implements Measurement {
        @Override
        public List<Figure> measure(String name, Effort effort) throws Exception {
            List<Figure> figures = new ArrayList<>();
            for (Measurement measurement : measurements) {
                figures.addAll(measurement.measure(name, effort));
            }
            return figures;
        }
    }
}
