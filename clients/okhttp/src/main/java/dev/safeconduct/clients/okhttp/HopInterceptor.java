package dev.safeconduct.clients.okhttp;

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
        CallExchange exchange = CallExchange.of(request);
        if (exchange == null) {
            return chain.proceed(request);
        }
        Request sent = exchange.authorize(request, isReadByProxy(request, chain.connection()));
        Response response = chain.proceed(sent);
        exchange.received(request, response);
        return sent == request
                ? response
                : response.newBuilder().request(request).build();
    }

    private static boolean isReadByProxy(Request request, @Nullable Connection connection) {
        return !request.isHttps()
                && (connection == null || connection.route().proxy().type() == Proxy.Type.HTTP);
    }
}
