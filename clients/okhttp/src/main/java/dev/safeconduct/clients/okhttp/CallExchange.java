package dev.safeconduct.clients.okhttp;

import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.request.Destination;
import dev.safeconduct.client.request.Hop;
import dev.safeconduct.client.request.Origin;
import dev.safeconduct.client.request.RequestAuthorizer;
import dev.safeconduct.client.request.RequestExchange;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Translates the hops of one call for the decisions on them. All requests of the call carry it, as a tag; they follow
 * each other, on the call's thread. An internal error leaves the request as it is.
 */
final class CallExchange {

    private static final CompletableFuture<Boolean> NO = CompletableFuture.completedFuture(false);

    private final RequestAuthorizer authorizer;
    private final Call call;
    private final Origin started;
    private final Duration timeout;

    /** Null until a hop goes to a configured server. */
    private @Nullable RequestExchange exchange;

    /** The first hop, if it has its authorization from before it was connected. */
    private @Nullable Hop prepared;

    private Authorization early = Authorization.none();
    private CompletableFuture<Boolean> again = NO;

    CallExchange(RequestAuthorizer authorizer, Call call, Origin started, Duration timeout) {
        this.authorizer = authorizer;
        this.call = call;
        this.started = started;
        this.timeout = timeout;
    }

    /** That of a request; null if it has none. */
    static @Nullable CallExchange of(Request request) {
        return request.tag(CallExchange.class);
    }

    /**
     * Waits for the token of the first hop before that has a connection, which a server could close meanwhile and which
     * others may need.
     */
    void prepare(Request request) throws IOException {
        try {
            Destination destination = destination(request.url());
            if (destination != null) {
                Hop hop = Hops.of(request, started, false);
                early = before(destination, hop);
                prepared = hop;
            }
        } catch (RuntimeException | LinkageError e) {
            prepared = null;
        }
    }

    /** The request to be sent: the same, or a copy with a token. */
    Request authorize(Request request, boolean isReadByProxy) throws IOException {
        again = NO;
        try {
            Destination destination = destination(request.url());
            if (destination == null && exchange == null) {
                return request;
            }
            Authorization authorization = authorization(destination, Hops.of(request, started, isReadByProxy));
            if (authorization.isNone()) {
                return request;
            }
            Request.Builder copy = request.newBuilder();
            authorization.writeTo(copy::header);
            return copy.build();
        } catch (RuntimeException | LinkageError e) {
            return request;
        }
    }

    private Authorization authorization(@Nullable Destination destination, Hop hop) throws IOException {
        Hop known = prepared;
        prepared = null;
        return hop.equals(known) ? early : before(destination, hop);
    }

    private Authorization before(@Nullable Destination destination, Hop hop) throws IOException {
        RequestExchange decisions = exchange;
        if (decisions == null) {
            if (destination == null) {
                return Authorization.none();
            }
            decisions = destination.begin(timeout);
            exchange = decisions;
        }
        return CallWait.onCall(call, decisions.before(destination, hop), Authorization.none());
    }

    /** Has a response judged; its body has not been read yet. */
    void received(Request request, Response response) {
        RequestExchange decisions = exchange;
        if (decisions == null) {
            return;
        }
        try {
            again = decisions.after(response.code(), response::headers, RequestBodies.isRepeatable(request.body()));
        } catch (RuntimeException | LinkageError e) {
            again = NO;
        }
    }

    /** Whether the request that was judged last is to be sent once more; waits until that is known. */
    boolean leadsToResend() throws IOException {
        CompletableFuture<Boolean> decided = again;
        again = NO;
        return CallWait.onCall(call, decided, false);
    }

    private @Nullable Destination destination(HttpUrl url) {
        return authorizer.destination(url.scheme(), url.host(), url.port(), url.encodedPath());
    }

    /** It is shown with the tags of a request. */
    @Override
    public String toString() {
        return "safeconduct";
    }
}
