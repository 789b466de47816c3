package dev.safeconduct.clients.armeria;

import com.linecorp.armeria.client.ClientRequestContext;
import com.linecorp.armeria.client.HttpClient;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.logging.RequestLog;
import com.linecorp.armeria.common.logging.RequestLogProperty;
import com.linecorp.armeria.common.stream.AbortedStreamException;
import com.linecorp.armeria.common.util.SafeCloseable;
import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.request.Hop;
import dev.safeconduct.client.request.NonBlockingExchange;
import dev.safeconduct.client.request.RequestAuthorizer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One hop with its resends. Each send has a context that is derived from the hop's own, as with Armeria's own retries: what
 * is above sees one request, and the response that counts. It sees no token: that is in what is sent, and not in the log,
 * from which Armeria makes the next hop of a redirect.
 */
final class AuthorizedHop {

    private final RequestAuthorizer authorizer;
    private final NonBlockingExchange exchange;
    private final Hop hop;
    private final ClientRequestContext context;
    private final HttpRequest request;
    private final HttpClient client;
    private final CopiedRequest sent;
    private final ResponseTimeout timeout;
    private final CompletableFuture<HttpResponse> decided = new CompletableFuture<>();
    private final HttpResponse response;

    private volatile boolean isResend;

    AuthorizedHop(
            RequestAuthorizer authorizer,
            NonBlockingExchange exchange,
            Hop hop,
            ClientRequestContext context,
            HttpRequest request,
            HttpClient client) {
        this.authorizer = authorizer;
        this.exchange = exchange;
        this.hop = hop;
        this.context = context;
        this.request = request;
        this.client = client;
        this.sent = new CopiedRequest(request);
        this.timeout = new ResponseTimeout(context);
        this.response = HttpResponse.from(decided, context.eventLoop());
        if (hop.isOccupied()) {
            sent.forget(); // nothing is decided about it
        }
    }

    /** Sends it when its token is there. */
    HttpResponse start() {
        goOn(exchange.authorize(() -> hop), this::send);
        return response;
    }

    private void send(Authorization authorization) {
        Throwable end = end();
        if (end != null) {
            fail(end);
            return;
        }
        ClientRequestContext derived;
        try {
            if (ContextHop.isWebSocket(context)) {
                open(carrying(authorization));
                return;
            }
            derived = derived(carrying(authorization));
        } catch (RuntimeException | LinkageError e) {
            if (isResend) {
                throw e;
            }
            authorizer.failed(e);
            decided.complete(execute(context, request)); // as it is
            return;
        }
        HttpResponse answer = execute(derived, Objects.requireNonNull(derived.request()));
        var unused = derived.log()
                .whenAvailable(RequestLogProperty.RESPONSE_HEADERS)
                .thenAccept(log -> run(() -> received(derived, log, answer)));
    }

    /** Why nothing is to be sent any more; null if it is. */
    private @Nullable Throwable end() {
        for (CompletableFuture<Void> end : List.of(request.whenComplete(), response.whenComplete())) {
            if (end.isCompletedExceptionally()) {
                return end.handle((nothing, cause) -> cause).join();
            }
        }
        return context.log().isComplete() ? AbortedStreamException.get() : null;
    }

    private RequestHeaders carrying(Authorization authorization) {
        RequestHeadersBuilder fields = request.headers().toBuilder();
        authorization.writeTo((name, value) -> fields.set(HttpHeaderNames.of(name), value));
        return fields.build();
    }

    /** A WebSocket's handshake, in the hop's own context: Armeria ends the connection by that. Its 401 is the program's. */
    private void open(RequestHeaders carrying) {
        sent.forget();
        context.logBuilder().requestHeaders(request.headers());
        HttpRequest carried = request.withHeaders(carrying);
        context.updateRequest(carried);
        HttpResponse answer = execute(context, carried);
        context.updateRequest(request);
        var unused = context.log()
                .whenAvailable(RequestLogProperty.RESPONSE_HEADERS)
                .thenAccept(log -> {
                    ResponseHeaders fields = log.responseHeaders();
                    var unusedDecision = exchange.received(fields.status().code(), fields::getAll, () -> false);
                });
        decided.complete(answer);
    }

    private ClientRequestContext derived(RequestHeaders carrying) {
        ClientRequestContext derived = context.newDerivedContext(
                context.options().requestIdGenerator().get(),
                isResend ? Objects.requireNonNull(sent.again(carrying)) : sent.withHeaders(carrying),
                context.rpcRequest(),
                context.endpoint());
        timeout.setLeft(derived);
        DerivedLog.connect(context, derived, request.headers());
        return derived;
    }

    private HttpResponse execute(ClientRequestContext of, HttpRequest carried) {
        SafeCloseable current = of.push();
        try {
            return client.execute(of, carried);
        } catch (Exception e) {
            of.logBuilder().endRequest(e);
            of.logBuilder().endResponse(e);
            return HttpResponse.ofFailure(e);
        } finally {
            current.close();
        }
    }

    private void received(ClientRequestContext derived, RequestLog log, HttpResponse answer) {
        ResponseHeaders fields = log.responseHeaders();
        goOn(exchange.received(RefusalStatus.of(fields), fields::getAll, sent::isRepeatable), again -> {
            if (again) {
                resend(derived, answer);
            } else {
                handOn(answer);
            }
        });
    }

    private void resend(ClientRequestContext derived, HttpResponse refusal) {
        derived.logBuilder().responseContent(null, null); // else the log waits for it
        derived.logBuilder().responseContentPreview(null);
        isResend = true;
        DroppedRefusal.read(
                refusal, context.eventLoop(), () -> run(() -> goOn(exchange.authorize(() -> hop), this::send)));
    }

    private void handOn(HttpResponse answer) {
        sent.forget();
        context.logBuilder().endResponseWithLastChild();
        decided.complete(answer);
    }

    private void fail(Throwable cause) {
        sent.forget();
        request.abort(cause);
        context.logBuilder().endRequest(cause);
        context.logBuilder().endResponse(cause);
        decided.completeExceptionally(cause);
    }

    /** In place, or on the event loop after a wait. */
    private <T> void goOn(CompletableFuture<T> future, Consumer<T> step) {
        if (future.isDone()) {
            step.accept(future.join());
            return;
        }
        endWaitWithRequest();
        var unused =
                future.thenAccept(value -> run(() -> context.eventLoop().execute(() -> run(() -> step.accept(value)))));
    }

    /** However that ends: by its timeout, or because the program drops the request or the response. */
    private void endWaitWithRequest() {
        for (CompletableFuture<?> end :
                List.of(context.log().whenComplete(), request.whenComplete(), response.whenComplete())) {
            var unused = end.whenComplete((nothing, cause) -> {
                if (cause != null || context.log().isComplete()) {
                    exchange.cancel();
                }
            });
        }
    }

    /** Nothing is above that could be thrown to. */
    private void run(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | LinkageError e) {
            fail(e);
        }
    }
}
