package dev.safeconduct.clients.grpc;

import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.request.Destination;
import dev.safeconduct.client.request.Hop;
import dev.safeconduct.client.request.RequestAuthorizer;
import dev.safeconduct.client.request.RequestExchange;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Knows one port, and decides as a test says; records what it is asked. */
final class FakeAuthorizer implements RequestAuthorizer, Destination, RequestExchange {

    final List<Hop> hops = new CopyOnWriteArrayList<>();
    final List<String> responses = new CopyOnWriteArrayList<>();
    final List<Duration> timeouts = new CopyOnWriteArrayList<>();

    /** What each hop gets; asked for once a hop. */
    volatile Function<Hop, CompletableFuture<Authorization>> authorizations =
            hop -> CompletableFuture.completedFuture(Authorization.bearer("token"));

    volatile CompletableFuture<Boolean> again = CompletableFuture.completedFuture(false);

    /** The one host that is known; null if all are. */
    volatile @Nullable String knownHost;

    private final int port;

    FakeAuthorizer(int port) {
        this.port = port;
    }

    @Override
    public @Nullable Destination destination(
            @Nullable String scheme, @Nullable String host, int destinationPort, @Nullable String rawPath) {
        return destinationPort == port ? this : null;
    }

    @Override
    public boolean knowsHost(String host) {
        return knownHost == null || host.equals(knownHost);
    }

    @Override
    public RequestExchange begin(Duration timeout) {
        timeouts.add(timeout);
        return this;
    }

    @Override
    public CompletableFuture<Authorization> before(@Nullable Destination destination, Hop hop) {
        hops.add(hop);
        return destination == null || hop.isOccupied()
                ? CompletableFuture.completedFuture(Authorization.none())
                : authorizations.apply(hop);
    }

    @Override
    public CompletableFuture<Boolean> after(int status, Function<String, List<String>> fields, boolean repeatable) {
        responses.add(status + " " + repeatable);
        CompletableFuture<Boolean> decided = again;
        again = CompletableFuture.completedFuture(false);
        return status == 401 ? decided : CompletableFuture.completedFuture(false);
    }
}
