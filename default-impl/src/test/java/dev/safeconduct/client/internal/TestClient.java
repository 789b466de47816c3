package dev.safeconduct.client.internal;

import dev.safeconduct.client.internal.config.Config;
import dev.safeconduct.client.internal.config.ConfigInput;
import dev.safeconduct.client.internal.config.ConfigProblem;
import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.grant.GrantFlows;
import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.client.internal.token.TokenSource;
import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.request.Destination;
import dev.safeconduct.client.request.Hop;
import dev.safeconduct.client.request.Origin;
import dev.safeconduct.client.request.RequestExchange;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A program with the client built in, for tests: the real client over the real wire, a file store in a folder of the
 * test, and a clock that can be moved. It does with a request what the agent's hooks do.
 */
public final class TestClient implements AutoCloseable {

    /** A clock that runs, and can be set forward. */
    public static final class MovableClock extends Clock {
        private final AtomicReference<Duration> offset = new AtomicReference<>(Duration.ZERO);

        public void forward(Duration by) {
            offset.updateAndGet(by::plus);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(offset.get());
        }
    }

    /** What one request led to. */
    public record Outcome(int status, int sends) {}

    public final MovableClock clock;
    public final List<String> log = new CopyOnWriteArrayList<>();
    public final ClientCore core;
    private final HttpClient http = HttpClient.newHttpClient();

    /** @param settings keys without {@code safeconduct.} */
    public TestClient(Path directory, MovableClock clock, Map<String, String> settings) throws Exception {
        this.clock = clock;
        Map<String, String> properties = new HashMap<>();
        properties.put("safeconduct.store.file.dir", directory.toString());
        settings.forEach((key, value) -> properties.put("safeconduct." + key, value));
        Config config =
                Config.load(new ConfigInput(properties, Map.of("HOME", directory.toString()), null), GrantFlows.ALL);
        if (config.problems().stream().anyMatch(problem -> problem.scope() != ConfigProblem.Scope.WARNING)) {
            throw new IllegalArgumentException(config.problems().toString());
        }
        this.core = ClientCore.open(config, List.of(TestClient.class.getClassLoader()), clock, new EventLog() {
            @Override
            public boolean enabled(Level level) {
                return true;
            }

            @Override
            public void log(Level level, String message, @Nullable Throwable cause) {
                log.add(level + " " + message + (cause == null ? "" : " | " + cause));
            }
        });
    }

    public ServerConfig server() {
        return core.config().servers().get(0);
    }

    public TokenSource source() {
        return core.source(server());
    }

    public TokenSource source(String server) {
        return core.source(core.config().server(server));
    }

    /** Sends a GET as an unmodified program with the agent would. */
    public Outcome get(String url) throws Exception {
        URI uri = URI.create(url);
        Destination destination =
                core.configuredSessions().destination(uri.getScheme(), uri.getHost(), uri.getPort(), uri.getRawPath());
        if (destination == null) {
            return new Outcome(send(uri, Authorization.none()).statusCode(), 1);
        }
        RequestExchange exchange = destination.begin(Duration.ZERO);
        Origin origin = new Origin(uri.getScheme(), uri.getHost(), uri.getPort());
        Hop hop = new Hop("GET", origin, uri.getRawPath(), origin, List.of(), false);
        int sends = 0;
        HttpResponse<String> response;
        do {
            Authorization authorization = exchange.before(destination, hop).get(60, TimeUnit.SECONDS);
            response = send(uri, authorization);
            sends++;
        } while (exchange.after(response.statusCode(), response.headers()::allValues, true)
                .get(60, TimeUnit.SECONDS));
        return new Outcome(response.statusCode(), sends);
    }

    private HttpResponse<String> send(URI uri, Authorization authorization) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        authorization.writeTo(request::header);
        return http.send(request.build(), BodyHandlers.ofString());
    }

    @Override
    public void close() {
        core.close();
    }
}
