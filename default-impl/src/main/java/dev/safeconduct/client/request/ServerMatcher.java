package dev.safeconduct.client.request;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.text.AsciiCase;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the server that a request goes to. Immutable; asking allocates nothing.
 *
 * <p>The origin has to be the same, with case and default port folded. The path counts by whole segments after dot
 * removal, without the configured path's trailing slash; the longest configured path wins. A server without a path has
 * all paths of its origin. One with a path has none that servers read in more than one way (THREATS 09).
 */
public final class ServerMatcher {

    private final ServerRoute[] routes;

    /** A matcher of these servers; those whose plain http is not allowed are left out. */
    public ServerMatcher(List<ServerConfig> servers) {
        List<ServerRoute> list = new ArrayList<>();
        for (ServerConfig server : servers) {
            if (!server.isPlainHttpRefused()) {
                insert(list, new ServerRoute(server));
            }
        }
        routes = list.toArray(new ServerRoute[0]);
    }

    /**
     * The server that a request goes to.
     *
     * @param scheme the scheme, in any case
     * @param host the host that is connected to, in any case; an IPv6 address with or without brackets
     * @param port the port, or -1 for the scheme's default
     * @param rawPath the path as it is sent; null or empty is the root; what follows a question mark is not looked at
     * @return null if no server has this origin and path, or scheme or host is null
     */
    public @Nullable ServerConfig match(
            @Nullable String scheme, @Nullable String host, int port, @Nullable String rawPath) {
        if (scheme == null || host == null) {
            return null;
        }
        boolean https = AsciiCase.equal("https", scheme, 0, scheme.length());
        if (!https && !AsciiCase.equal("http", scheme, 0, scheme.length())) {
            return null;
        }
        int effective = port != -1 ? port : https ? 443 : 80;
        for (ServerRoute route : routes) {
            if (route.hasOrigin(https, host, effective) && route.hasPath(rawPath)) {
                return route.server();
            }
        }
        return null;
    }

    /** The longest path first; of two servers with one URL the first given stays first. */
    private static void insert(List<ServerRoute> routes, ServerRoute route) {
        int place = routes.size();
        while (place > 0 && routes.get(place - 1).depth() < route.depth()) {
            place--;
        }
        routes.add(place, route);
    }
}
