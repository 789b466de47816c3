package dev.safeconduct.benchmarks;

import dev.safeconduct.testkit.client.Api;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What an agent adds to a request, beside OpenTelemetry's and an interceptor of the program.
 *
 * @param client one of the classes of requests over canned connections
 * @param words what that client is called
 * @param isMatched whether the request goes to the configured server, with a fresh token; else to another
 */
record WovenRequests(Class<?> client, String words, boolean isMatched) implements Measurement {

    private static final String URL = "benchmark.url";

    /** Where the requests of a measured JVM go. */
    static String url() {
        return System.getProperty(URL);
    }

    @Override
    public List<Figure> measure(String name, Effort effort) throws Exception {
        try (Api api = Api.start()) {
            Path configuration = Startup.configuration(api.settings("api"));
            String url = "-D" + URL + "=" + (isMatched ? api.url("/work") : "http://127.0.0.2:1/work");
            List<String> opentelemetry = new ArrayList<>(List.of(url, "-javaagent:" + Layout.opentelemetry()));
            opentelemetry.addAll(Startup.OPENTELEMETRY);
            Map<String, List<String>> options = Map.of(
                    "ours", List.of(url, "-javaagent:" + Layout.agent() + "=" + configuration),
                    "openTelemetry", opentelemetry,
                    "", List.of(url));
            String interceptor = isMatched ? "interceptor" : "emptyInterceptor";
            return new Microbenchmark(client, List.of(interceptor, "openTelemetry"), 1, "bare", options)
                    .measure(name, effort).stream()
                            .map(figure -> figure.named(words))
                            .toList();
        }
    }
}
