package dev.safeconduct.clients.httpasyncclient4;

import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.oauth.DpopProofs;
import dev.safeconduct.client.request.Hop;
import dev.safeconduct.client.request.Origin;
import java.util.Arrays;
import java.util.List;
import org.apache.http.Header;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.auth.AuthState;
import org.apache.http.client.methods.HttpRequestWrapper;
import org.apache.http.client.methods.HttpUriRequest;
import org.apache.http.client.protocol.HttpClientContext;
import org.apache.http.conn.routing.HttpRoute;
import org.jspecify.annotations.Nullable;

/** HttpClient's requests as those who decide on them know them. */
final class HandlerHop {

    private static final String HOST = "Host";

    private HandlerHop() {}

    /**
     * A request as it goes to the target of a route.
     *
     * @param started where the program's request began; null if that is unknown
     */
    static Hop of(HttpRequestWrapper request, HttpRoute route, HttpClientContext context, @Nullable Origin started) {
        boolean isReadByProxy = route.getProxyHost() != null && !route.isTunnelled();
        boolean isOccupied = isReadByProxy
                || request.containsHeader(Authorization.HEADER)
                || request.containsHeader(DpopProofs.HEADER)
                || hasUserInfo(request.getOriginal())
                || hasCredentials(context.getTargetAuthState());
        return new Hop(
                request.getRequestLine().getMethod(),
                target(route),
                path(request.getRequestLine().getUri()),
                started,
                hostFields(request),
                isOccupied);
    }

    /** What is connected to. */
    static Origin target(HttpRoute route) {
        HttpHost host = route.getTargetHost();
        String name = host.getHostName();
        boolean isBare = name.indexOf(':') >= 0 && !name.startsWith("[");
        return new Origin(host.getSchemeName(), isBare ? "[" + name + "]" : name, host.getPort());
    }

    /** The request line has it no more. */
    private static boolean hasUserInfo(HttpRequest original) {
        String uri = original instanceof HttpUriRequest request
                ? String.valueOf(request.getURI())
                : original.getRequestLine().getUri();
        int start = uri.indexOf("//");
        String authority = start < 0 ? "" : uri.substring(start + 2).split("[/?#]", 2)[0];
        String userInfo = authority.substring(0, Math.max(0, authority.lastIndexOf('@')));
        return !userInfo.isEmpty() && !userInfo.equals(":");
    }

    /** Those that the program sends without being asked are written below. */
    private static boolean hasCredentials(@Nullable AuthState target) {
        return target != null && (target.getAuthScheme() != null || target.getAuthOptions() != null);
    }

    /** Of a request line. A whole URL goes to a proxy, which reads it: no matter what its path is. */
    private static String path(String uri) {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    private static List<String> hostFields(HttpRequest request) {
        return Arrays.stream(request.getHeaders(HOST)).map(Header::getValue).toList();
    }
}
