package dev.safeconduct.clients.httpclient5;

import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.oauth.DpopProofs;
import dev.safeconduct.client.request.Hop;
import dev.safeconduct.client.request.Origin;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.auth.AuthExchange;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.NameValuePair;
import org.apache.hc.core5.net.URIAuthority;
import org.jspecify.annotations.Nullable;

/** A hop: HttpClient's requests to the target of one route, as those who decide on them know them. */
final class WireHop {

    private static final String HOST = "Host";

    private final HttpRoute route;
    private final HttpClientContext context;
    private final Origin target;
    private final @Nullable Origin started;

    /** What it was when it was looked at last: mostly it goes out as it came, and is not made twice. */
    private @Nullable Hop known;

    /**
     * Of a request on its way.
     *
     * @param target of the route
     * @param started where the program's request began; null if that is unknown
     */
    WireHop(HttpRoute route, HttpClientContext context, Origin target, @Nullable Origin started) {
        this.route = route;
        this.context = context;
        this.target = target;
        this.started = started;
    }

    /** The request as it is now. */
    Hop of(HttpRequest request) {
        boolean isReadByProxy = route.getProxyHost() != null && !route.isTunnelled();
        URIAuthority authority = request.getAuthority();
        boolean isOccupied = isReadByProxy
                || request.containsHeader(Authorization.HEADER)
                || request.containsHeader(DpopProofs.HEADER)
                || (authority != null && authority.getUserInfo() != null)
                || isConnectionAuthenticated(context.getAuthExchanges().get(route.getTargetHost()));
        String method = request.getMethod();
        String path = path(request.getPath());
        List<String> hostFields = hostFields(request, target);
        Hop last = known;
        if (last != null
                && last.isOccupied() == isOccupied
                && last.method().equals(method)
                && Objects.equals(last.rawPath(), path)
                && last.hostFields().equals(hostFields)) {
            return last;
        }
        Hop made = new Hop(method, target, path, started, hostFields, isOccupied);
        known = made;
        return made;
    }

    /** The values of a response's field. */
    static List<String> values(HttpResponse response, String name) {
        return Arrays.stream(response.getHeaders(name))
                .map(NameValuePair::getValue)
                .toList();
    }

    /** What is connected to. */
    static Origin target(HttpRoute route) {
        HttpHost host = route.getTargetHost();
        String name = host.getHostName();
        boolean isBare = name.indexOf(':') >= 0 && !name.startsWith("[");
        return new Origin(host.getSchemeName(), isBare ? "[" + name + "]" : name, host.getPort());
    }

    /** As by NTLM: no request on it carries anything. */
    private static boolean isConnectionAuthenticated(@Nullable AuthExchange target) {
        return target != null && target.isConnectionBased();
    }

    private static @Nullable String path(@Nullable String pathAndQuery) {
        int query = pathAndQuery == null ? -1 : pathAndQuery.indexOf('?');
        return pathAndQuery == null || query < 0 ? pathAndQuery : pathAndQuery.substring(0, query);
    }

    /** Those of the program: HttpClient adds one where it is missing. */
    private static List<String> hostFields(HttpRequest request, Origin target) {
        Header first = request.getFirstHeader(HOST);
        if (first == null || (target.isWrittenAs(first.getValue()) && request.countHeaders(HOST) == 1)) {
            return List.of();
        }
        return Arrays.stream(request.getHeaders(HOST))
                .map(NameValuePair::getValue)
                .toList();
    }
}
