package dev.safeconduct.client.internal.jdkclient;

import dev.safeconduct.client.internal.transport.SafeconductRequest;
import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.request.Destination;
import dev.safeconduct.client.request.KeptBody;
import dev.safeconduct.client.request.RequestExchange;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request of the application through all its hops: what is sent next, and when it is over. The driver takes
 * the turns one after the other: {@link #authorization}, {@link #toSend}, the response, {@link #goesOn}. Nothing here
 * blocks.
 *
 * <p>It is itself the body handler of every hop, by which the agent knows these requests and leaves them alone.
 */
final class Conversation<T> implements BodyHandler<T>, SafeconductRequest {

    private final RequestContext context;
    private final BodyHandler<T> handler;
    private final boolean timed;
    private final long deadline;

    private final URI started;

    /** The hop as the application would have made it, without our header. */
    private HttpRequest request;

    /** The decisions on this request; null until a hop goes to a configured server. */
    private @Nullable RequestExchange exchange;

    /** A copy of a body that can be subscribed to once; null if missing. */
    private @Nullable KeptBody kept;

    /** Whether the next hop is the last one again. */
    private boolean repeats;

    private int redirects;
    private @Nullable HttpResponse<T> previous;

    private @Nullable HttpRequest next;
    private @Nullable IOException invalid;
    private volatile boolean resend;
    private volatile @Nullable HeldBody<T> held;
    private volatile boolean over;

    Conversation(RequestContext context, HttpRequest request, BodyHandler<T> handler) {
        this.context = context;
        this.request = request;
        this.started = request.uri();
        this.handler = handler;
        this.timed = request.timeout().isPresent();
        this.deadline = System.nanoTime()
                + request.timeout()
                        .map(timeout -> TimeUnit.NANOSECONDS.convert(timeout))
                        .orElse(0L);
    }

    /** What the next hop is to carry; completes normally, within the timeout of the request. */
    CompletableFuture<Authorization> authorization() {
        Destination destination = context.destination(request);
        RequestExchange deciding = exchange;
        if (deciding == null) {
            if (destination == null) {
                return CompletableFuture.completedFuture(Authorization.none());
            }
            deciding = destination.begin(timed ? Duration.ofNanos(Math.max(1, left())) : Duration.ZERO);
            exchange = deciding;
        }
        return deciding.before(destination, context.hop(request, started));
    }

    private long left() {
        return deadline - System.nanoTime();
    }

    /** The next hop as it goes over the wire. */
    HttpRequest toSend(Authorization authorization) throws HttpTimeoutException {
        boolean isRepeatable = RepeatableBodies.isRepeatable(request);
        boolean untouched = exchange == null && redirects == 0;
        if (untouched || (authorization.isNone() && !timed && isRepeatable)) {
            return request;
        }
        HttpRequest.Builder builder = HttpRequest.newBuilder(request, (name, value) -> true);
        authorization.writeTo(builder::setHeader);
        if (!isRepeatable) {
            request.bodyPublisher().ifPresent(body -> builder.method(request.method(), kept(body)));
        }
        if (timed) {
            long left = left();
            if (left <= 0) {
                throw new HttpTimeoutException("request timed out");
            }
            builder.timeout(Duration.ofNanos(left));
        }
        return builder.build();
    }

    /** The body that can be subscribed to once, kept while it goes out; at a resend what was kept of it. */
    private BodyPublisher kept(BodyPublisher once) {
        KeptBody before = kept;
        byte[] whole = repeats && before != null ? before.whole() : null;
        if (whole != null) {
            return BodyPublishers.ofByteArray(whole);
        }
        KeptBody copy = new KeptBody();
        kept = copy;
        return new KeepingPublisher(once, copy);
    }

    /** Decides on the response to a hop as soon as its head is there. */
    @Override
    public BodySubscriber<T> apply(ResponseInfo info) {
        try {
            next = context.redirects().next(request, info.statusCode(), info.headers(), redirects + 1);
        } catch (IOException e) {
            invalid = e;
        }
        if (next != null || invalid != null) {
            return discarded();
        }
        RequestExchange deciding = exchange;
        return deciding == null ? handler.apply(info) : judged(deciding, info);
    }

    private BodySubscriber<T> judged(RequestExchange deciding, ResponseInfo info) {
        KeptBody copy = kept;
        boolean isRepeatable = RepeatableBodies.isRepeatable(request) || (copy != null && copy.whole() != null);
        CompletableFuture<Boolean> again =
                deciding.after(info.statusCode(), name -> info.headers().allValues(name), isRepeatable);
        if (again.isDone()) {
            resend = again.getNow(false);
            return resend ? discarded() : handler.apply(info);
        }
        HeldBody<T> body = new HeldBody<>();
        held = body;
        var unused = again.whenCompleteAsync(
                (decided, failure) -> {
                    resend = failure == null && decided;
                    if (over || resend) {
                        body.discard();
                    } else {
                        body.deliver(handler, info);
                    }
                },
                context.executor());
        return body;
    }

    private BodySubscriber<T> discarded() {
        HeldBody<T> body = new HeldBody<>();
        body.discard();
        held = body;
        return body;
    }

    /** Whether the response leads to another hop, which is then the next. */
    boolean goesOn(HttpResponse<T> response) throws IOException {
        HeldBody<T> body = held;
        if (body != null) {
            body.cutOff();
            held = null;
        }
        if (invalid != null) {
            throw invalid;
        }
        repeats = resend;
        if (resend) {
            resend = false;
            return true;
        }
        HttpRequest following = next;
        if (following == null) {
            return false;
        }
        previous = new FinalResponse<>(response, request, previous);
        request = following;
        next = null;
        redirects++;
        return true;
    }

    /** The last response as the application sees it. */
    HttpResponse<T> result(HttpResponse<T> response) {
        return exchange == null && redirects == 0 ? response : new FinalResponse<>(response, request, previous);
    }

    /** It is not waited for any more. */
    void end() {
        over = true;
        KeptBody copy = kept;
        if (copy != null) {
            copy.discard();
        }
        HeldBody<T> body = held;
        if (body != null) {
            body.discard();
        }
    }
}
