package dev.safeconduct.clients.netty;

import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.oauth.DpopProofs;
import dev.safeconduct.client.request.Hop;
import dev.safeconduct.client.request.Origin;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** HTTP/2 requests as those who decide on them know them. */
final class StreamHop {

    private static final String HOST = "host";

    private StreamHop() {}

    /**
     * A request as it goes to the target of its connection.
     *
     * @param started where the program's request began; null if that is unknown
     * @return null if these are no request's fields, or it is one without a path: CONNECT, and OPTIONS of an asterisk
     */
    static @Nullable Hop of(Http2Headers fields, Origin target, @Nullable Origin started, RequestHistory history) {
        CharSequence method = fields.method();
        CharSequence path = fields.path();
        if (method == null || path == null || !path.toString().startsWith("/") || isOfOtherScheme(fields, target)) {
            return null;
        }
        HttpMethod known = HttpMethod.valueOf(method.toString());
        if (known.equals(HttpMethod.CONNECT)) {
            return null; // a tunnel, or a WebSocket
        }
        List<String> hosts = strings(fields.getAll(HOST));
        CharSequence authority = fields.authority();
        if (authority != null) {
            hosts.add(authority.toString());
        }
        boolean isOccupied = fields.contains(name(Authorization.HEADER))
                || fields.contains(name(DpopProofs.HEADER))
                || history.isOccupied(known);
        return new Hop(known.name(), target, ChannelHop.path(path.toString()), started, hosts, isOccupied);
    }

    private static boolean isOfOtherScheme(Http2Headers fields, Origin target) {
        CharSequence scheme = fields.scheme();
        return scheme != null && !scheme.toString().equalsIgnoreCase(target.scheme());
    }

    /** As HTTP/2 has names of fields. */
    static String name(String field) {
        return field.toLowerCase(Locale.ROOT);
    }

    static List<String> strings(List<CharSequence> values) {
        List<String> strings = new ArrayList<>();
        values.forEach(value -> strings.add(value.toString()));
        return strings;
    }
}
