package dev.safeconduct.client.internal.jdkclient;

import dev.safeconduct.client.internal.concurrent.Timer;
import dev.safeconduct.client.internal.token.CachedToken;
import dev.safeconduct.client.oauth.Authorization;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request of the application through all its hops: what is sent next, and when it is over. Whoever drives it takes
 * the turns one after the other: {@link #authorization}, {@link #toSend}, the response, {@link #goesOn}. Nothing here
 * blocks.
 *
 * <p>It is itself the body handler of every hop, and its class is known by name to the agent, which leaves these requests
 * alone: they are for a session that the agent knows nothing of.
 */
final class Conversation<T> implements BodyHandler<T> {

    private final RequestContext context;
    private final BodyHandler<T> handler;
    private final boolean timed;
    private final long deadline;

    /** The hop as the application would have made it, without our header. */
    private HttpRequest request;

    private @Nullable CachedToken source;
    private Authorization sent = Authorization.none();

    /** What a 401 was answered with: one for each request of the application. */
    private @Nullable Authorization answer;

    private boolean resending;
    private int redirects;
    private @Nullable HttpResponse<T> previous;

    private @Nullable HttpRequest next;
    private @Nullable IOException invalid;
    private volatile boolean answered;
    private volatile @Nullable HeldBody<T> held;
    private volatile boolean over;

    Conversation(RequestContext context, HttpRequest request, BodyHandler<T> handler) {
        this.context = context;
        this.request = request;
        this.handler = handler;
        this.timed = request.timeout().isPresent();
        this.deadline = System.nanoTime()
                + request.timeout()
                        .map(timeout -> TimeUnit.NANOSECONDS.convert(timeout))
                        .orElse(0L);
    }

    /** What the next hop is to carry; completes normally, within the timeout of the request. */
    CompletableFuture<Authorization> authorization() {
        source = context.source(request);
        Authorization known = source == null ? Authorization.none() : source.current();
        if (resending && answer != null) {
            known = answer;
        }
        return source == null || known != null ? CompletableFuture.completedFuture(known) : bounded(source.obtain());
    }

    private CompletableFuture<Authorization> bounded(CompletableFuture<Authorization> future) {
        long patience = timed ? Math.max(0, left()) : TimeUnit.NANOSECONDS.convert(context.patience());
        return Timer.shared().complete(future.copy(), Authorization.none(), Duration.ofNanos(patience));
    }

    private long left() {
        return deadline - System.nanoTime();
    }

    /** The next hop as it goes over the wire. */
    HttpRequest toSend(Authorization authorization) throws HttpTimeoutException {
        sent = authorization;
        boolean untouched = source == null && redirects == 0;
        if (untouched || (authorization.isNone() && !timed)) {
            return request;
        }
        HttpRequest.Builder builder = HttpRequest.newBuilder(request, (name, value) -> true);
        authorization.writeTo(builder::setHeader);
        if (timed) {
            long left = left();
            if (left <= 0) {
                throw new HttpTimeoutException("request timed out");
            }
            builder.timeout(Duration.ofNanos(left));
        }
        return builder.build();
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
        CachedToken challenger = source;
        return info.statusCode() == 401 && challenger != null ? challenged(challenger, info) : handler.apply(info);
    }

    private BodySubscriber<T> challenged(CachedToken challenger, ResponseInfo info) {
        if (answer != null) {
            if (sent.equals(answer)) {
                challenger.refused(answer);
            }
            return handler.apply(info);
        }
        List<String> challenges = info.headers().allValues("WWW-Authenticate");
        if (!RepeatableBodies.isRepeatable(request)) {
            context.answerForOthers(challenger, sent, challenges);
            return handler.apply(info);
        }
        CompletableFuture<Authorization> found = challenger.answer(sent, challenges);
        if (found.isDone()) {
            return accepts(found.getNow(Authorization.none())) ? discarded() : handler.apply(info);
        }
        HeldBody<T> body = new HeldBody<>();
        held = body;
        var unused = bounded(found)
                .whenCompleteAsync(
                        (authorization, failure) -> {
                            if (over || (failure == null && accepts(authorization))) {
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

    private boolean accepts(Authorization authorization) {
        if (authorization.isNone() || authorization.equals(sent)) {
            return false;
        }
        answer = authorization;
        answered = true;
        return true;
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
        resending = answered;
        if (answered) {
            answered = false;
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
        return source == null && redirects == 0 ? response : new FinalResponse<>(response, request, previous);
    }

    /** Nobody waits for it any more. */
    void end() {
        over = true;
        HeldBody<T> body = held;
        if (body != null) {
            body.discard();
        }
    }
}
