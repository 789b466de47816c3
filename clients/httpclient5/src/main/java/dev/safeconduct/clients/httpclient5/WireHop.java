package dev.safeconduct.clients.httpclient5;

import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.oauth.DpopProofs;
import dev.safeconduct.client.request.Hop;
import dev.safeconduct.client.request.Origin;
import java.util.Arrays;
import java.util.List;
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

/** HttpClient's requests as those who decide on them know them. */
final class WireHop {

    private static final String HOST = "Host";

    private WireHop() {}

    /**
     * A request as it goes to the target of its route.
     *
     * @param started where the program's request began; null if that is unknown
     */
    static Hop of(HttpRequest request, HttpRoute route, HttpClientContext context, @Nullable Origin started) {
        boolean isReadByProxy = route.getProxyHost() != null && !route.isTunnelled();
        URIAuthority authority = request.getAuthority();
        boolean isOccupied = isReadByProxy
                || request.containsHeader(Authorization.HEADER)
                || request.containsHeader(DpopProofs.HEADER)
                || (authority != null && authority.getUserInfo() != null)
                || isConnectionAuthenticated(context.getAuthExchanges().get(route.getTargetHost()));
        Origin target = target(route);
        return new Hop(
                request.getMethod(), target, path(request.getPath()), started, hostFields(request, target), isOccupied);
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
        Header[] fields = request.getHeaders(HOST);
        if (fields.length == 0 || (fields.length == 1 && target.isWrittenAs(fields[0].getValue()))) {
            return List.of();
        }
        return Arrays.stream(fields).map(NameValuePair::getValue).toList();
    }
}
