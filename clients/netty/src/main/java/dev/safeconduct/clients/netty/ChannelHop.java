package dev.safeconduct.clients.netty;

import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.oauth.DpopProofs;
import dev.safeconduct.client.request.Hop;
import dev.safeconduct.client.request.Origin;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Netty's requests as those who decide on them know them. */
final class ChannelHop {

    private ChannelHop() {}

    /**
     * A request as it goes to the target of its channel.
     *
     * @param started where the program's request began; null if that is unknown
     * @return null if it has a whole URL, which a proxy reads in the clear, or an asterisk
     */
    static @Nullable Hop of(HttpRequest request, Origin target, @Nullable Origin started, RequestHistory history) {
        String uri = request.uri();
        if (!uri.startsWith("/")) {
            return null;
        }
        HttpHeaders fields = request.headers();
        boolean isOccupied = fields.contains(Authorization.HEADER)
                || fields.contains(DpopProofs.HEADER)
                || history.isOccupied(request.method());
        List<String> hosts = fields.getAll(HttpHeaderNames.HOST); // the client's own names the target
        return new Hop(request.method().name(), target, path(uri), started, hosts, isOccupied);
    }

    /** Whether a request's target is a URL: it goes through a proxy that reads it. */
    static boolean isWhole(String uri) {
        return uri.contains("://") && !uri.startsWith("/");
    }

    /** Of a URL. */
    static Origin origin(String url) {
        URI uri = URI.create(url);
        return new Origin(uri.getScheme(), uri.getHost(), uri.getPort());
    }

    /** Without query. */
    static String path(String uri) {
        for (int i = 0; i < uri.length(); i++) {
            if (uri.charAt(i) == '?' || uri.charAt(i) == '#') {
                return uri.substring(0, i);
            }
        }
        return uri;
    }
}
