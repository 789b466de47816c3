package dev.safeconduct.clients.okhttp;

import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.request.BlockingExchange;
import java.io.IOException;
import java.net.Proxy;
import okhttp3.Connection;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * The last network interceptor: sees each request on the wire, redirects and resends too. What it adds is in no request
 * that OkHttp, the program or the cache sees again, so a redirect cannot take it along.
 */
final class HopInterceptor implements Interceptor {

    @Override
    public Response intercept(Chain chain) throws IOException {
        Request request = chain.request();
        BlockingExchange exchange = request.tag(BlockingExchange.class);
        if (exchange == null) {
            return chain.proceed(request);
        }
        boolean isReadByProxy = isReadByProxy(request, chain.connection());
        Request sent = with(exchange.authorize(() -> Hops.of(request, exchange.started(), isReadByProxy)), request);
        Response response = chain.proceed(sent);
        exchange.received(response.code(), response::headers, () -> RequestBodies.isRepeatable(request.body()));
        return sent == request
                ? response
                : response.newBuilder().request(request).build();
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
