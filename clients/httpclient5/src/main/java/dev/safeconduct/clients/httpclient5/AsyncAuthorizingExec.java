package dev.safeconduct.clients.httpclient5;

import dev.safeconduct.client.request.NonBlockingExchange;
import dev.safeconduct.client.request.RequestAuthorizer;
import java.io.IOException;
import java.time.Duration;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.client5.http.async.AsyncExecChainHandler;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.AsyncDataConsumer;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.jspecify.annotations.Nullable;

/** The same as {@link AuthorizingExec} for the clients whose threads may not wait. */
final class AsyncAuthorizingExec implements AsyncExecChainHandler {

    private static final Duration MARGIN = Duration.ofMillis(100);

    private final RequestAuthorizer authorizer;

    AsyncAuthorizingExec(RequestAuthorizer authorizer) {
        this.authorizer = authorizer;
    }

    @Override
    public void execute(
            HttpRequest request,
            @Nullable AsyncEntityProducer body,
            AsyncExecChain.Scope scope,
            AsyncExecChain chain,
            AsyncExecCallback callback)
            throws HttpException, IOException {
        if (AsyncWireRuntime.isOne(scope.execRuntime)) {
            chain.proceed(request, body, scope, callback); // another copy decides: that of the program
            return;
        }
        if (Ongoing.isElsewhere(authorizer, scope.clientContext, scope.route, scope.execRuntime)) {
            chain.proceed(request, body, scope, new RedirectWatch(callback, () -> exchange(scope)));
        } else {
            new AsyncHop(exchange(scope), request, body, scope, chain, callback).start();
        }
    }

    private NonBlockingExchange exchange(AsyncExecChain.Scope scope) {
        NonBlockingExchange known = Ongoing.known(NonBlockingExchange.class, scope.clientContext, scope.execRuntime);
        if (known != null) {
            return known;
        }
        NonBlockingExchange exchange = Ongoing.begin(
                scope.clientContext,
                WireHop.target(scope.route),
                (started, timeout) -> new NonBlockingExchange(authorizer, started, early(timeout)));
        Ongoing.keep(scope.clientContext, scope.execRuntime, exchange);
        return exchange;
    }

    /** Hands all on. */
    private record RedirectWatch(AsyncExecCallback callback, Runnable redirected) implements AsyncExecCallback {

        @Override
        public @Nullable AsyncDataConsumer handleResponse(HttpResponse response, @Nullable EntityDetails content)
                throws HttpException, IOException {
            if (Ongoing.mayGoOn(response)) {
                redirected.run();
            }
            return callback.handleResponse(response, content);
        }

        @Override
        public void handleInformationResponse(HttpResponse response) throws HttpException, IOException {
            callback.handleInformationResponse(response);
        }

        @Override
        public void completed() {
            callback.completed();
        }

        @Override
        public void failed(Exception cause) {
            callback.failed(cause);
        }
    }

    /** A connection with a response that is held must not end by HttpClient's own timer, which begins a moment later. */
    private static Duration early(Duration timeout) {
        Duration tenth = timeout.dividedBy(10);
        return timeout.minus(tenth.compareTo(MARGIN) < 0 ? tenth : MARGIN);
    }
}
