package dev.safeconduct.clients.httpclient5;

import dev.safeconduct.client.request.BlockingExchange;
import dev.safeconduct.client.request.Origin;
import dev.safeconduct.client.request.RequestAuthorizer;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.classic.ExecRuntime;
import org.apache.hc.client5.http.impl.classic.RequestFailedException;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.Method;

/**
 * Sees each hop before it gets a connection: below redirects, retries, caches and the program's own credentials. It
 * fetches the token, which {@link WireRuntime} writes where the request goes out, and sends the hop again where that has
 * been decided.
 */
final class AuthorizingExec implements ExecChainHandler {

    /** What is read of a response that is not handed on, so that its connection can be kept. */
    private static final int MOST_READ = 64 * 1024;

    private final RequestAuthorizer authorizer;

    AuthorizingExec(RequestAuthorizer authorizer) {
        this.authorizer = authorizer;
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        if (WireRuntime.isOne(scope.execRuntime)) {
            return chain.proceed(request, scope); // another copy decides: that of the program
        }
        if (Ongoing.isElsewhere(authorizer, scope.clientContext, scope.route, scope.execRuntime)) {
            ClassicHttpResponse response = chain.proceed(request, scope);
            if (Ongoing.mayGoOn(response)) {
                Ongoing.keep(scope.clientContext, scope.execRuntime, begin(scope, WireHop.target(scope.route)));
            }
            return response;
        }
        Origin target = WireHop.target(scope.route);
        BlockingExchange known = Ongoing.known(BlockingExchange.class, scope.clientContext, scope.execRuntime);
        BlockingExchange exchange = known != null ? known : begin(scope, target);
        boolean isOver = false;
        try {
            ClassicHttpResponse response = send(request, scope, chain, target, exchange);
            isOver = !Ongoing.mayGoOn(response);
            return response;
        } finally {
            if (known == null && !isOver) {
                Ongoing.keep(scope.clientContext, scope.execRuntime, exchange);
            }
        }
    }

    /** One hop, with its resends. */
    private static ClassicHttpResponse send(
            ClassicHttpRequest request,
            ExecChain.Scope scope,
            ExecChain chain,
            Origin target,
            BlockingExchange exchange)
            throws IOException, HttpException {
        WireHop hop = new WireHop(scope.route, scope.clientContext, target, exchange.started());
        ExecChain.Scope wired = new ExecChain.Scope(
                scope.exchangeId,
                scope.route,
                scope.originalRequest,
                WireRuntime.of(scope.execRuntime, hop, exchange),
                scope.clientContext);
        Header[] headers = request.getHeaders();
        while (true) {
            exchange.prepare(() -> hop.of(request));
            if (exchange.hasWaited() && !Method.isIdempotent(request.getMethod())) {
                useNewConnection(scope);
            }
            ClassicHttpResponse response = chain.proceed(request, wired);
            exchange.received(response.getCode(), name -> WireHop.values(response, name), () -> isRepeatable(request));
            if (!exchange.leadsToResend()) {
                return response;
            }
            letGo(response, scope.execRuntime);
            request.setHeaders(headers); // below, fields are added that must not be there yet
        }
    }

    private BlockingExchange begin(ExecChain.Scope scope, Origin target) {
        ExecRuntime runtime = scope.execRuntime;
        return Ongoing.begin(
                scope.clientContext,
                target,
                (started, timeout) -> new BlockingExchange(authorizer, started, timeout, () -> checkAborted(runtime)));
    }

    private static void checkAborted(ExecRuntime runtime) throws IOException {
        if (runtime.isExecutionAborted()) {
            throw new RequestFailedException("Request aborted");
        }
    }

    /** Asked after it has been sent: before, some say that they can be repeated that cannot. */
    private static boolean isRepeatable(ClassicHttpRequest request) {
        HttpEntity body = request.getEntity();
        return body == null || body.isRepeatable();
    }

    /**
     * A server may have closed an idle one while a token was fetched. HttpClient looks only after some seconds, and by
     * itself repeats only what is idempotent.
     */
    private static void useNewConnection(ExecChain.Scope scope) throws IOException {
        ExecRuntime runtime = scope.execRuntime;
        HttpClientContext context = scope.clientContext;
        if (!runtime.isEndpointAcquired()) {
            runtime.acquireEndpoint(scope.exchangeId, scope.route, context.getUserToken(), context);
        }
        runtime.disconnectEndpoint();
    }

    /** Frees the connection for the next hop. */
    private static void letGo(ClassicHttpResponse response, ExecRuntime runtime) throws IOException {
        HttpEntity body = response.getEntity();
        if (body == null || !body.isStreaming()) {
            return; // the connection is free already
        }
        if (!runtime.isConnectionReusable() || !isReadToItsEnd(body)) {
            runtime.disconnectEndpoint();
        }
    }

    private static boolean isReadToItsEnd(HttpEntity body) {
        try {
            InputStream content = body.getContent();
            return content == null || content.readNBytes(MOST_READ).length < MOST_READ;
        } catch (IOException e) {
            return false;
        }
    }
}
