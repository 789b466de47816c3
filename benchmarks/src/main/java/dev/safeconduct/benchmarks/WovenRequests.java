package dev.safeconduct.benchmarks;

import dev.safeconduct.testkit.client.Api;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What an agent adds to a request, beside OpenTelemetry's and an interceptor of the program.
 *
 * @param client one of the classes of requests
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
        try (Api api = Api.start();
                CannedServer server = new CannedServer()) {
            Path configuration = Startup.configuration(Api.settings("api", server.url(), api.issuer));
            // A server that is not configured has another host name; clients with canned connections do not look it up.
            String url =
                    "-D" + URL + "=" + (isMatched ? server.url() : server.url().replace("127.0.0.1", "localhost"));
            List<String> opentelemetry = new ArrayList<>(List.of(url, "-javaagent:" + Layout.opentelemetry()));
            opentelemetry.addAll(Startup.OPENTELEMETRY);
            Map<String, List<String>> options = Map.of(
                    "ours", List.of(url, "-javaagent:" + Layout.agent() + "=" + configuration),
                    "openTelemetry", opentelemetry,
                    "", List.of(url));
            return new Microbenchmark(client, peers(), 1, "bare", options)
                    .measure(name, effort).stream()
                            .map(figure -> figure.named(words))
                            .toList();
        }
    }

    /** The clients of the JDK have no place for an interceptor that does nothing. */
    private List<String> peers() {
        String interceptor = isMatched ? "interceptor" : "emptyInterceptor";
        boolean hasIt = Arrays.stream(client.getMethods())
                .anyMatch(method -> method.getName().equals(interceptor));
        return hasIt ? List.of(interceptor, "openTelemetry") : List.of("openTelemetry");
    }
}
