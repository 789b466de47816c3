package dev.safeconduct.client.internal.jdkclient;

import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.oauth.DpopProofs;
import dev.safeconduct.client.request.Destination;
import dev.safeconduct.client.request.Hop;
import dev.safeconduct.client.request.Origin;
import dev.safeconduct.client.request.RequestAuthorizer;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** What all requests of one HTTP client have in common. Safe for all threads. */
public final class RequestContext {

    private final RequestAuthorizer requests;
    private final Redirects redirects;
    private final @Nullable ProxySelector proxies;
    private final Executor executor;

    /** @param workers where the application's code runs if the client has no executor of the application's */
    public RequestContext(HttpClient client, HttpClient.Redirect policy, RequestAuthorizer requests, Executor workers) {
        this.requests = requests;
        this.redirects = new Redirects(policy);
        this.proxies = client.proxy().orElse(ProxySelector.getDefault());
        Executor application = client.executor().orElse(workers);
        this.executor = task -> {
            try {
                application.execute(task);
            } catch (RejectedExecutionException e) {
                task.run(); // it has been shut down, and the response is still owed
            }
        };
    }

    Redirects redirects() {
        return redirects;
    }

    /** Runs what may be the application's code: its own executor. */
    Executor executor() {
        return executor;
    }

    /** Where a request goes; null if to no configured server. */
    @Nullable Destination destination(HttpRequest request) {
        URI uri = request.uri();
        return requests.destination(uri.getScheme(), uri.getHost(), uri.getPort(), uri.getRawPath());
    }

    /** @param started where the application's request began */
    Hop hop(HttpRequest request, URI started) {
        URI uri = request.uri();
        boolean isOccupied = uri.getRawUserInfo() != null
                || request.headers().firstValue(Authorization.HEADER).isPresent()
                || request.headers().firstValue(DpopProofs.HEADER).isPresent()
                || isReadByProxy(uri);
        return new Hop(
                request.method(),
                origin(uri),
                uri.getRawPath(),
                origin(started),
                request.headers().allValues("Host"),
                isOccupied);
    }

    private static Origin origin(URI uri) {
        return new Origin(String.valueOf(uri.getScheme()), String.valueOf(uri.getHost()), uri.getPort());
    }

    /** Whether the request goes in the clear through a proxy, which sees its header fields. */
    private boolean isReadByProxy(URI uri) {
        return !"https".equalsIgnoreCase(uri.getScheme())
                && proxies != null
                && proxies.select(uri).stream().anyMatch(proxy -> proxy.type() != Proxy.Type.DIRECT);
    }
}
