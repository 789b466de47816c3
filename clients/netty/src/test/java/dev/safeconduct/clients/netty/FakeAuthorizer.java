package dev.safeconduct.clients.netty;

import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.request.Destination;
import dev.safeconduct.client.request.Hop;
import dev.safeconduct.client.request.RequestAuthorizer;
import dev.safeconduct.client.request.RequestExchange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Knows one path, and decides as a test says; records what it is asked. */
final class FakeAuthorizer implements RequestAuthorizer, Destination, RequestExchange {

    static final String OURS = "/mcp";

    final List<Hop> hops = new ArrayList<>();
    final List<String> responses = new ArrayList<>();

    /** What the next hop gets. */
    CompletableFuture<Authorization> authorization = CompletableFuture.completedFuture(Authorization.bearer("first"));

    /** Whether the next 401 leads to a resend. */
    CompletableFuture<Boolean> again = CompletableFuture.completedFuture(false);

    /** The one host that is known; null if all are. */
    @Nullable String knownHost;

    /** How often it was asked where a request goes. */
    int questions;

    @Override
    public @Nullable Destination destination(
            @Nullable String scheme, @Nullable String host, int port, @Nullable String rawPath) {
        questions++;
        return OURS.equals(rawPath) ? this : null;
    }

    @Override
    public boolean knowsHost(String host) {
        return knownHost == null || host.equals(knownHost);
    }

    @Override
    public RequestExchange begin(Duration timeout) {
        return this;
    }

    @Override
    public CompletableFuture<Authorization> before(@Nullable Destination destination, Hop hop) {
        hops.add(hop);
        return hop.isOccupied() ? CompletableFuture.completedFuture(Authorization.none()) : authorization;
    }

    @Override
    public CompletableFuture<Boolean> after(int status, Function<String, List<String>> fields, boolean repeatable) {
        responses.add(status + " " + repeatable);
        return status == 401 && repeatable ? again : CompletableFuture.completedFuture(false);
    }
}
