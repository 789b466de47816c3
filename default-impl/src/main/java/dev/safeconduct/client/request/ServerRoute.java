package dev.safeconduct.client.request;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.text.AsciiCase;
import dev.safeconduct.client.internal.text.UrlPath;
import dev.safeconduct.client.oauth.ServerUrl;
import org.jspecify.annotations.Nullable;

/** One server, taken apart for matching. */
final class ServerRoute {

    private final ServerConfig server;
    private final boolean https;
    private final String host;
    private final int port;
    private final String[] segments;

    ServerRoute(ServerConfig server) {
        ServerUrl url = server.url();
        this.server = server;
        this.https = url.scheme().equals("https");
        this.host = url.host();
        this.port = url.port();
        this.segments = UrlPath.segments(url.path());
    }

    ServerConfig server() {
        return server;
    }

    int depth() {
        return segments.length;
    }

    boolean hasOrigin(boolean otherHttps, String otherHost, int otherPort) {
        return port == otherPort && https == otherHttps && hasHost(otherHost);
    }

    boolean hasPath(@Nullable String rawPath) {
        if (segments.length == 0) {
            return true;
        }
        if (rawPath == null) {
            return false;
        }
        int end = UrlPath.end(rawPath);
        // Prefix first: it is false for nearly all paths of other applications on the same host.
        return UrlPath.isBelow(segments, rawPath, end) && UrlPath.isPlain(rawPath, end);
    }

    private boolean hasHost(String other) {
        if (AsciiCase.equal(host, other, 0, other.length())) {
            return true;
        }
        // The JDK gives an IPv6 address in brackets, other clients without.
        return host.startsWith("[") && host.length() == other.length() + 2 && AsciiCase.isInside(host, other);
    }
}
