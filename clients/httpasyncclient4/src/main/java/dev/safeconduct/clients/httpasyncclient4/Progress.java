package dev.safeconduct.clients.httpasyncclient4;

import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.request.Hop;
import dev.safeconduct.client.request.NonBlockingExchange;
import dev.safeconduct.client.request.Origin;
import dev.safeconduct.client.request.RequestAuthorizer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.protocol.HttpClientContext;
import org.apache.http.conn.routing.HttpRoute;
import org.jspecify.annotations.Nullable;

/** Where a request is. Its fields are written by one event and read by the next, on whatever thread. */
final class Progress {

    private final RequestAuthorizer authorizer;
    private volatile @Nullable NonBlockingExchange exchange;

    /** Where the request began, if no server is at that host; null before, and else. */
    private volatile @Nullable Origin elsewhere;

    /** What the next hop carries; null before that is asked. */
    volatile @Nullable CompletableFuture<Authorization> token;

    /** The hop that was asked about. */
    volatile @Nullable Hop hop;

    /** Whether a request has gone out whose response is not there yet; not that of a tunnel. */
    volatile boolean isSent;

    volatile @Nullable KeptRefusal held;

    /** Whether the handler takes another connection. */
    volatile boolean isReconnecting;

    /** What the program has not taken yet of a response that was held. */
    volatile @Nullable KeptContent rest;

    Progress(RequestAuthorizer authorizer) {
        this.authorizer = authorizer;
    }

    /** Whether there are decisions. */
    boolean hasBegun() {
        return exchange != null;
    }

    /** Whether no server is at the host of the hop that is next, nor at those before: it is to be left as it is. */
    boolean isElsewhere(HttpClientContext context) {
        if (exchange != null
                || !(context.getHttpRoute() instanceof HttpRoute route)
                || authorizer.knowsHost(route.getTargetHost().getHostName())) {
            return false;
        }
        if (elsewhere == null) {
            elsewhere = HandlerHop.target(route);
        }
        return true;
    }

    /** The decisions, which begin with the first hop that is not {@linkplain #isElsewhere elsewhere}. */
    NonBlockingExchange exchange(HttpClientContext context) {
        NonBlockingExchange known = exchange;
        if (known == null) {
            known = new NonBlockingExchange(authorizer, started(context), timeout(context.getRequestConfig()));
            exchange = known;
        }
        return known;
    }

    private @Nullable Origin started(HttpClientContext context) {
        Origin known = elsewhere;
        return known == null && context.getHttpRoute() instanceof HttpRoute route ? HandlerHop.target(route) : known;
    }

    private static Duration timeout(@Nullable RequestConfig config) {
        return config == null ? Duration.ZERO : Duration.ofMillis(config.getSocketTimeout());
    }
}
