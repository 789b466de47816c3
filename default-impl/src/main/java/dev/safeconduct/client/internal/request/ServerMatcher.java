package dev.safeconduct.client.internal.request;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.log.EventLog.Level;
import dev.safeconduct.client.internal.log.MinuteLog;
import dev.safeconduct.client.internal.text.AsciiCase;
import dev.safeconduct.client.oauth.ServerUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the server that a request goes to. Immutable; asking allocates nothing, and costs the same for one server and for
 * a thousand.
 *
 * <p>The origin has to be the same, with case and default port folded. The path counts by whole segments after dot
 * removal, without the configured path's trailing slash; the longest configured path wins. A server without a path has
 * all paths of its origin. One with a path has none that servers read in more than one way (THREATS 09).
 */
public final class ServerMatcher {

    /** Open addressing, at most half full. */
    private final @Nullable OriginRoutes[] table;

    /** The same by the host alone; one of each. */
    private final @Nullable OriginRoutes[] hosts;

    private final Consumer<ServerConfig> ambiguous;

    /** A matcher of these servers; those whose plain http is not allowed are left out. Of two with one URL the first counts. */
    public ServerMatcher(List<ServerConfig> servers) {
        this(servers, server -> {});
    }

    /** The same, which says why a request below a server gets no token. */
    public ServerMatcher(List<ServerConfig> servers, MinuteLog warnings) {
        this(servers, server -> warnings.log(Level.WARN, "path " + server.name(), ambiguity(server), null));
    }

    private ServerMatcher(List<ServerConfig> servers, Consumer<ServerConfig> ambiguous) {
        this.ambiguous = ambiguous;
        int urls = 0;
        for (ServerConfig server : servers) {
            urls += server.urls().size();
        }
        table = new OriginRoutes[Integer.highestOneBit(Math.max(1, urls)) * 4];
        hosts = new OriginRoutes[table.length];
        for (ServerConfig server : servers) {
            if (!server.isPlainHttpRefused()) {
                for (ServerUrl url : server.urls()) {
                    add(server, url);
                }
            }
        }
        indexAll();
    }

    /** The same for the one URL of a server that says where its tokens come from, without the further ones. */
    private ServerMatcher(ServerConfig server) {
        ambiguous = further -> {};
        table = new OriginRoutes[4];
        hosts = new OriginRoutes[4];
        add(server, server.url());
        indexAll();
    }

    /**
     * Whether a request that goes to a server goes to one of its further URLs and not to that which says where its tokens
     * come from. For requests that were refused: it is slower than {@link #match}.
     */
    public static boolean isFurther(
            ServerConfig server, @Nullable String scheme, @Nullable String host, int port, @Nullable String rawPath) {
        return server.urls().size() > 1 && new ServerMatcher(server).match(scheme, host, port, rawPath) == null;
    }

    private static String ambiguity(ServerConfig server) {
        return "A request below " + server.url() + " got no token: its path has an encoded slash (%2F), dots or another"
                + " sign that servers read in more than one way."
                + server.remedies()
                        .text(
                                "To send the token to all paths of that host name, set",
                                "url",
                                server.url().origin().toString());
    }

    private void indexAll() {
        for (OriginRoutes routes : table) {
            if (routes != null) {
                routes.index();
            }
        }
    }

    private void add(ServerConfig server, ServerUrl url) {
        OriginRoutes origin = new OriginRoutes(url);
        int place = slot(origin.originHash());
        for (OriginRoutes known = table[place]; known != null; known = table[place]) {
            if (known.hasOriginOf(origin)) {
                known.add(server, url.path());
                return;
            }
            place = (place + 1) & (table.length - 1);
        }
        table[place] = origin;
        origin.add(server, url.path());
        addHost(origin, url.host());
    }

    private void addHost(OriginRoutes origin, String host) {
        int place = slot(origin.hostHash());
        while (hosts[place] != null) {
            if (hosts[place].hasHost(host)) {
                return;
            }
            place = (place + 1) & (hosts.length - 1);
        }
        hosts[place] = origin;
    }

    /** Whether a server has this host, on whatever port and by whatever scheme; spelled as for {@link #match}. */
    public boolean hasHost(String host) {
        int usual = host.hashCode(); // as in routes
        if (hasHost(usual, host)) {
            return true;
        }
        int folded = OriginRoutes.hostHash(host);
        return folded != usual && hasHost(folded, host);
    }

    private boolean hasHost(int hostHash, String host) {
        int place = slot(hostHash);
        for (OriginRoutes known = hosts[place]; known != null; known = hosts[place]) {
            if (known.hasHost(host)) {
                return true;
            }
            place = (place + 1) & (hosts.length - 1);
        }
        return false;
    }

    private int slot(int hash) {
        return (hash ^ (hash >>> 16)) & (table.length - 1);
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
        return match(scheme, host, port, rawPath, ambiguous);
    }

    /**
     * The server that a request would go to, but for a path that servers read in more than one way; null if that is not
     * what keeps it away.
     */
    public @Nullable ServerConfig nearlyMatched(
            @Nullable String scheme, @Nullable String host, int port, @Nullable String rawPath) {
        List<ServerConfig> found = new ArrayList<>();
        ServerConfig matched = match(scheme, host, port, rawPath, found::add);
        return matched != null || found.isEmpty() ? null : found.get(0);
    }

    private @Nullable ServerConfig match(
            @Nullable String scheme,
            @Nullable String host,
            int port,
            @Nullable String rawPath,
            Consumer<ServerConfig> toldAmbiguous) {
        if (scheme == null || host == null) {
            return null;
        }
        boolean https = AsciiCase.equal("https", scheme, 0, scheme.length());
        if (!https && !AsciiCase.equal("http", scheme, 0, scheme.length())) {
            return null;
        }
        int effective = port != -1 ? port : https ? 443 : 80;
        OriginRoutes routes = routes(https, host, effective);
        return routes == null ? null : routes.match(rawPath, toldAmbiguous);
    }

    private @Nullable OriginRoutes routes(boolean https, String host, int port) {
        // A string keeps its own hash, which is that of the host where it has no upper case and no brackets.
        int usual = host.hashCode();
        OriginRoutes found = routes(usual, https, host, port);
        if (found != null) {
            return found;
        }
        int folded = OriginRoutes.hostHash(host);
        return folded == usual ? null : routes(folded, https, host, port);
    }

    private @Nullable OriginRoutes routes(int hostHash, boolean https, String host, int port) {
        int place = slot(OriginRoutes.originHash(https, hostHash, port));
        for (OriginRoutes routes = table[place]; routes != null; routes = table[place]) {
            if (routes.hasOrigin(https, host, port)) {
                return routes;
            }
            place = (place + 1) & (table.length - 1);
        }
        return null;
    }
}
