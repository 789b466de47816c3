package dev.safeconduct.clients.armeria;

import com.linecorp.armeria.client.ClientRequestContext;
import com.linecorp.armeria.client.Endpoint;
import com.linecorp.armeria.client.proxy.ProxyType;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.logging.RequestLogAccess;
import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.oauth.DpopProofs;
import dev.safeconduct.client.request.Hop;
import dev.safeconduct.client.request.Origin;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Armeria's requests as those who decide on them know them. */
final class ContextHop {

    private static final AsciiString AUTHORIZATION = HttpHeaderNames.of(Authorization.HEADER);
    private static final AsciiString DPOP = HttpHeaderNames.of(DpopProofs.HEADER);

    private ContextHop() {}

    /**
     * A request as it goes to the endpoint of its context.
     *
     * @param started where the program's request began; null if that is unknown
     */
    static Hop of(ClientRequestContext context, HttpRequest request, Origin target, @Nullable Origin started) {
        List<HttpHeaders> all = List.of(
                request.headers(),
                context.additionalRequestHeaders(),
                context.options().headers());
        boolean isOccupied = all.stream().anyMatch(fields -> fields.contains(AUTHORIZATION) || fields.contains(DPOP))
                || isReadByProxy(context);
        return new Hop(request.method().name(), target, path(request.path()), started, authorities(all), isOccupied);
    }

    /** What is connected to; null if the client has found nothing. */
    static @Nullable Origin target(ClientRequestContext context) {
        Endpoint endpoint = context.endpoint();
        if (endpoint == null) {
            return null;
        }
        String host = endpoint.host();
        return new Origin(
                context.sessionProtocol().isTls() ? "https" : "http",
                host.indexOf(':') < 0 ? host : "[" + host + "]",
                endpoint.port(context.sessionProtocol().defaultPort()));
    }

    /** That of the program's own request: redirects and retries are children of its log. */
    static ClientRequestContext first(ClientRequestContext context) {
        ClientRequestContext first = context;
        for (RequestLogAccess log = context.log().parent(); log != null; log = log.parent()) {
            if (log.context() instanceof ClientRequestContext of) {
                first = of;
            }
        }
        return first;
    }

    /** Whether it opens a WebSocket. Armeria 1.0 has no name for that. */
    static boolean isWebSocket(ClientRequestContext context) {
        return context.log().partial().serializationFormat().uriText().equals("ws");
    }

    /** What is sent for the host: the program or Armeria has set it. */
    private static List<String> authorities(List<HttpHeaders> all) {
        return all.stream()
                .flatMap(fields -> Stream.of(HttpHeaderNames.AUTHORITY, HttpHeaderNames.HOST)
                        .flatMap(name -> fields.getAll(name).stream()))
                .toList();
    }

    /** A plain request: with TLS there is a tunnel. Through SOCKS it is as without a proxy. */
    private static boolean isReadByProxy(ClientRequestContext context) {
        Endpoint endpoint = context.endpoint();
        if (endpoint == null || context.sessionProtocol().isTls()) {
            return false;
        }
        ProxyType type = context.options()
                .factory()
                .options()
                .proxyConfigSelector()
                .select(context.sessionProtocol(), endpoint)
                .proxyType();
        return type == ProxyType.CONNECT || type == ProxyType.HAPROXY;
    }

    private static String path(String pathAndQuery) {
        int query = pathAndQuery.indexOf('?');
        return query < 0 ? pathAndQuery : pathAndQuery.substring(0, query);
    }
}
