package dev.safeconduct.clients.okhttp;

import dev.safeconduct.client.request.BlockingExchange;
import dev.safeconduct.client.request.Hop;
import dev.safeconduct.client.request.Origin;
import dev.safeconduct.client.request.RequestAuthorizer;
import java.io.IOException;
import java.time.Duration;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * A call that is under way, and the decisions on it. Most calls go out as they began: what they then are to those who
 * decide is made once.
 */
final class OngoingCall implements BlockingExchange.Cancellation {

    private final Call call;
    private final HttpUrl url;
    private final Origin started;
    private final BlockingExchange exchange;

    /** The hop that went to the URL where the call began. */
    private @Nullable Hop first;

    OngoingCall(RequestAuthorizer authorizer, Call call, HttpUrl url, Duration timeout) {
        this.call = call;
        this.url = url;
        this.started = Hops.origin(url);
        this.exchange = new BlockingExchange(authorizer, started, timeout, this);
    }

    BlockingExchange exchange() {
        return exchange;
    }

    /** A request on the wire. */
    Hop hop(Request request, boolean isReadByProxy) {
        if (!request.url().equals(url)) {
            return Hops.of(request, started, isReadByProxy);
        }
        Hop known = first;
        String path = known == null ? null : known.rawPath();
        Hop hop = Hops.of(request, started, path == null ? url.encodedPath() : path, started, isReadByProxy, known);
        first = hop;
        return hop;
    }

    @Override
    public void check() throws IOException {
        if (call.isCanceled()) {
            throw new IOException("Canceled"); // as OkHttp says it
        }
    }

    /** A client may show it. */
    @Override
    public String toString() {
        return "safeconduct";
    }
}
