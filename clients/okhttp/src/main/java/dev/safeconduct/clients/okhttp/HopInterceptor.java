package dev.safeconduct.clients.okhttp;

import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.request.BlockingExchange;
import dev.safeconduct.client.request.Origin;
import dev.safeconduct.client.request.RequestAuthorizer;
import java.io.IOException;
import java.net.Proxy;
import java.time.Duration;
import okhttp3.Connection;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * The last network interceptor: sees each request on the wire, redirects and resends too. What it adds is in no request
 * that OkHttp, the program or the cache sees again, so a redirect cannot take it along.
 */
final class HopInterceptor implements Interceptor {

    private final RequestAuthorizer authorizer;

    HopInterceptor(RequestAuthorizer authorizer) {
        this.authorizer = authorizer;
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Request request = chain.request();
        OngoingCall ongoing = CallExchanges.of(chain.call());
        if (ongoing == null) {
            if (authorizer.knowsHost(request.url().host())) {
                redirected(chain.call().request().url(), request);
            }
            return chain.proceed(request);
        }
        BlockingExchange exchange = ongoing.exchange();
        boolean isReadByProxy = isReadByProxy(request, chain.connection());
        Request sent = with(exchange.authorize(() -> ongoing.hop(request, isReadByProxy)), request);
        Response response = chain.proceed(sent);
        exchange.received(response.code(), response::headers, () -> RequestBodies.isRepeatable(request.body()));
        return sent == request
                ? response
                : response.newBuilder().request(request).build();
    }

    /** From a call that began at another host: the decision is known, so this only has it said. */
    private void redirected(HttpUrl began, Request request) throws IOException {
        if (!authorizer.knowsHost(began.host())) {
            Origin started = Hops.origin(began);
            var unused = new BlockingExchange(authorizer, started, Duration.ZERO, () -> {})
                    .authorize(() -> Hops.of(request, started, false));
        }
    }

    private static Request with(Authorization authorization, Request request) {
        if (authorization.isNone()) {
            return request;
        }
        Request.Builder copy = request.newBuilder();
        authorization.writeTo(copy::header);
        return copy.build();
    }

    private static boolean isReadByProxy(Request request, @Nullable Connection connection) {
        return !request.isHttps()
                && (connection == null || connection.route().proxy().type() == Proxy.Type.HTTP);
    }
}
