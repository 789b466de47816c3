package dev.safeconduct.clients.httpclient4;

import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.request.BlockingExchange;
import dev.safeconduct.client.request.Origin;
import dev.safeconduct.client.request.RequestAuthorizer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.http.HttpException;
import org.apache.http.HttpHeaders;
import org.apache.http.HttpResponse;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpExecutionAware;
import org.apache.http.client.methods.HttpRequestWrapper;
import org.apache.http.client.protocol.HttpClientContext;
import org.apache.http.conn.routing.HttpRoute;
import org.apache.http.impl.execchain.ClientExecChain;
import org.apache.http.impl.execchain.RequestAbortedException;
import org.jspecify.annotations.Nullable;

/**
 * Around what sends the requests of a client: below redirects, retries and the program's interceptors. What it adds is in
 * no request afterwards, so a redirect cannot take it along.
 */
final class AuthorizingChain implements ClientExecChain {

    /** The attribute of a context that has the decisions on the request that it is used for. */
    private static final String ATTRIBUTE = "safeconduct";

    private final ClientExecChain next;
    private final RequestAuthorizer authorizer;

    AuthorizingChain(ClientExecChain next, RequestAuthorizer authorizer) {
        this.next = next;
        this.authorizer = authorizer;
    }

    /** Whether a chain begins with this adapter, in whatever copy: the agent's, the program's, a relocated one. */
    static boolean isOne(ClientExecChain chain) {
        return chain.getClass().getName().endsWith(".clients.httpclient4.AuthorizingChain");
    }

    @Override
    public CloseableHttpResponse execute(
            HttpRoute route, HttpRequestWrapper request, HttpClientContext context, @Nullable HttpExecutionAware aware)
            throws IOException, HttpException {
        if (!authorizer.knowsHost(route.getTargetHost().getHostName()) && ongoing(context, aware) == null) {
            CloseableHttpResponse response = next.execute(route, request, context, aware);
            if (mayGoOn(response)) {
                var unused = exchange(route, context, aware); // has where it began
            }
            return response;
        }
        BlockingExchange exchange = exchange(route, context, aware);
        while (true) {
            exchange.prepare(() -> RoutedHop.of(request, route, context, exchange.started()));
            boolean hasWaited = exchange.hasWaited();
            Authorization authorization =
                    exchange.authorize(() -> RoutedHop.of(request, route, context, exchange.started()));
            ChainResponse response =
                    new ChainResponse(request, send(authorization, hasWaited, route, request, context, aware));
            exchange.received(response.status(), response::fields, response::isRepeatable);
            if (!leadsToResend(exchange, response)) {
                if (authorization.isNone() || !response.isForCredentials(route.getTargetHost(), context)) {
                    return response.response();
                }
                response.letGo();
                return next.execute(route, request, context, aware);
            }
            response.letGo();
        }
    }

    /**
     * Whether a response may be followed by another hop of the program's request, by whatever part of HttpClient. A
     * program's own redirect strategy may follow any that names a location.
     */
    private static boolean mayGoOn(HttpResponse response) {
        return response.getStatusLine().getStatusCode() / 100 != 2 || response.containsHeader(HttpHeaders.LOCATION);
    }

    /** Nothing above gives back the connection of a response that is not handed on. */
    private static boolean leadsToResend(BlockingExchange exchange, ChainResponse response) throws IOException {
        try {
            return exchange.leadsToResend();
        } catch (IOException e) {
            response.response().close();
            throw e;
        }
    }

    private CloseableHttpResponse send(
            Authorization authorization,
            boolean hasWaited,
            HttpRoute route,
            HttpRequestWrapper request,
            HttpClientContext context,
            @Nullable HttpExecutionAware aware)
            throws IOException, HttpException {
        List<String> written = new ArrayList<>();
        try (ContextChanges changes = new ContextChanges(context)) {
            authorization.writeTo((name, value) -> {
                written.add(name);
                request.setHeader(name, value);
            });
            if (!authorization.isNone()) {
                changes.answerNoChallenge();
            }
            if (hasWaited) {
                changes.checkConnection();
            }
            return next.execute(route, request, context, aware);
        } finally {
            written.forEach(request::removeHeaders);
        }
    }

    /**
     * That of the request. A program may use a context for many requests, one after the other, so it is known by what
     * aborts it; and a request that has followed no redirect yet begins.
     */
    private BlockingExchange exchange(HttpRoute route, HttpClientContext context, @Nullable HttpExecutionAware aware) {
        BlockingExchange known = ongoing(context, aware);
        if (known != null) {
            return known;
        }
        Origin started = isFirst(context) ? RoutedHop.target(route) : null;
        BlockingExchange exchange =
                new BlockingExchange(authorizer, started, timeout(context), () -> checkAborted(aware));
        context.setAttribute(ATTRIBUTE, new Ongoing(aware, exchange));
        return exchange;
    }

    private static @Nullable BlockingExchange ongoing(HttpClientContext context, @Nullable HttpExecutionAware aware) {
        return !isFirst(context) && context.getAttribute(ATTRIBUTE) instanceof Ongoing known && known.aware == aware
                ? known.exchange
                : null;
    }

    private static boolean isFirst(HttpClientContext context) {
        List<?> redirects = context.getRedirectLocations();
        return redirects == null || redirects.isEmpty();
    }

    private record Ongoing(@Nullable HttpExecutionAware aware, BlockingExchange exchange) {
        @Override
        public String toString() {
            return ATTRIBUTE;
        }
    }

    private static Duration timeout(HttpClientContext context) {
        RequestConfig config = context.getRequestConfig();
        return config == null ? Duration.ZERO : Duration.ofMillis(config.getSocketTimeout());
    }

    private static void checkAborted(@Nullable HttpExecutionAware aware) throws IOException {
        if (aware != null && aware.isAborted()) {
            throw new RequestAbortedException("Request aborted");
        }
    }
}
