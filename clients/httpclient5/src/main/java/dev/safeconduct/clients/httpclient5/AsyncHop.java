package dev.safeconduct.clients.httpclient5;

import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.request.Hop;
import dev.safeconduct.client.request.NonBlockingExchange;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CompletableFuture;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.jspecify.annotations.Nullable;

/** One hop with its resends. It waits for its token without a thread, and without a connection. */
final class AsyncHop {

    /** What may fail as HttpClient's own code does. */
    @FunctionalInterface
    interface Step {
        void run() throws HttpException, IOException;
    }

    private final NonBlockingExchange exchange;
    private final WireHop hop;
    private final HttpRequest request;
    private final @Nullable AsyncEntityProducer body;
    private final AsyncExecChain.Scope scope;
    private final AsyncExecChain chain;
    private final AsyncExecCallback program;

    /** As they came: below, fields are added that must not be there yet when the request is sent again. */
    private final Header[] headers;

    AsyncHop(
            NonBlockingExchange exchange,
            HttpRequest request,
            @Nullable AsyncEntityProducer body,
            AsyncExecChain.Scope scope,
            AsyncExecChain chain,
            AsyncExecCallback program) {
        this.exchange = exchange;
        this.request = request;
        this.body = body;
        this.scope = scope;
        this.chain = chain;
        this.program = program;
        this.hop = new WireHop(scope.route, scope.clientContext, WireHop.target(scope.route), exchange.started());
        this.headers = request.getHeaders();
    }

    void start() throws HttpException, IOException {
        start(false);
    }

    /** Sends the request again, when what was sent before is over. */
    void resend(boolean mayTakeAnotherConnection) {
        goOn(() -> {
            scope.execRuntime.validateConnection();
            if (body != null) {
                body.releaseResources(); // from its beginning
            }
            request.setHeaders(headers);
            start(mayTakeAnotherConnection);
        });
    }

    private void start(boolean mayTakeAnotherConnection) throws HttpException, IOException {
        Hop[] known = new Hop[1];
        CompletableFuture<Authorization> token = exchange.authorize(() -> known[0] = hop.of(request));
        if (token.isDone()) {
            send(new WireSend(this, known[0], token.join(), mayTakeAnotherConnection));
            return;
        }
        endWaitWithRequest();
        var unused = token.thenAccept(authorization ->
                goOn(() -> send(new WireSend(this, known[0], authorization, mayTakeAnotherConnection))));
    }

    private void send(WireSend next) throws HttpException, IOException {
        AsyncExecChain.Scope wired;
        try {
            wired = AsyncWireRuntime.wired(scope, next::wire);
        } catch (ReflectiveOperationException e) {
            wired = scope;
        }
        chain.proceed(request, body, wired, next);
    }

    /** What a request carries that is being written. */
    Authorization authorization(HttpRequest sent, @Nullable Hop known, Authorization prepared) {
        try {
            Hop next = hop.of(sent);
            return next.equals(known) ? prepared : exchange.authorizeNow(() -> next);
        } catch (RuntimeException e) {
            return Authorization.none();
        }
    }

    CompletableFuture<Boolean> leadsToResend(HttpResponse response) {
        return exchange.received(
                response.getCode(), name -> WireHop.values(response, name), () -> body == null || body.isRepeatable());
    }

    void endWaitWithRequest() {
        scope.cancellableDependency.setDependency(() -> {
            exchange.cancel();
            return true;
        });
    }

    boolean isCanceled() {
        return scope.cancellableDependency.isCancelled();
    }

    /** Not to be used again. */
    void dropConnection() {
        scope.execRuntime.discardEndpoint();
    }

    AsyncExecCallback program() {
        return program;
    }

    /** After a wait: nothing is above that could be thrown to. */
    void goOn(Step step) {
        try {
            if (isCanceled()) {
                throw new InterruptedIOException("Request canceled");
            }
            step.run();
        } catch (Exception e) {
            program.failed(e);
        }
    }
}
