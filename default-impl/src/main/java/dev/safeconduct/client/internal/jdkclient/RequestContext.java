package dev.safeconduct.client.internal.jdkclient;

import dev.safeconduct.client.internal.ClientCore;
import dev.safeconduct.client.internal.SessionTokens;
import dev.safeconduct.client.internal.token.CachedToken;
import dev.safeconduct.client.oauth.Authorization;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** What all requests of one HTTP client have in common. Safe for all threads. */
public final class RequestContext {

    /** How much longer than a login a request waits, so that who gives the answer decides how long that takes. */
    private static final Duration RESERVE = Duration.ofMinutes(1);

    private final ClientCore core;
    private final SessionTokens sources;
    private final Redirects redirects;
    private final @Nullable ProxySelector proxies;
    private final Executor executor;

    public RequestContext(HttpClient client, HttpClient.Redirect policy, ClientCore core, SessionTokens sources) {
        this.core = core;
        this.sources = sources;
        this.redirects = new Redirects(policy);
        this.proxies = client.proxy().orElse(ProxySelector.getDefault());
        Executor application = client.executor().orElse(core.workers());
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

    Duration patience() {
        return core.loginWait().plus(RESERVE);
    }

    /** Where the token of a request comes from; null if it is to have none of ours. */
    @Nullable CachedToken source(HttpRequest request) {
        URI uri = request.uri();
        CachedToken source =
                core.isClosed() ? null : sources.match(uri.getScheme(), uri.getHost(), uri.getPort(), uri.getRawPath());
        return source == null || !mayCarryToken(request, uri) ? null : source;
    }

    /** Answers a 401 to a request that cannot be sent again, for the sake of those after it. Never blocks. */
    void answerForOthers(CachedToken source, Authorization refused, List<String> wwwAuthenticate) {
        var unused = sources.answer(source, refused, wwwAuthenticate);
    }

    private boolean mayCarryToken(HttpRequest request, URI uri) {
        return uri.getRawUserInfo() == null
                && request.headers().firstValue("Authorization").isEmpty()
                // The server behind it may be another one than the configured one.
                && request.headers().firstValue("Host").isEmpty()
                && !isReadByProxy(uri);
    }

    /** Whether the request goes in the clear through a proxy, which sees its header fields. */
    private boolean isReadByProxy(URI uri) {
        return !"https".equalsIgnoreCase(uri.getScheme())
                && proxies != null
                && proxies.select(uri).stream().anyMatch(proxy -> proxy.type() != Proxy.Type.DIRECT);
    }
}
