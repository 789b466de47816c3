package dev.safeconduct.client.internal.request;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.text.AsciiCase;
import dev.safeconduct.client.internal.text.UrlPath;
import dev.safeconduct.client.oauth.ServerUrl;

/** One URL of a server, taken apart for matching. */
final class ServerRoute {

    private final ServerConfig server;
    private final boolean https;
    private final String host;
    private final int port;
    private final String[] segments;

    ServerRoute(ServerConfig server, ServerUrl url) {
        this.server = server;
        this.https = url.scheme().equals("https");
        this.host = url.host();
        this.port = url.port();
        this.segments = UrlPath.segments(url.path());
    }

    ServerConfig server() {
        return server;
    }

    /** The path, by whole segments; its trailing slash does not count. */
    String[] segments() {
        return segments;
    }

    /** The same for all spellings of the origin that {@link #hasOrigin} accepts. */
    int originHash() {
        return originHash(https, host, port);
    }

    static int originHash(boolean https, String host, int port) {
        // The JDK gives an IPv6 address in brackets, other clients without.
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        int end = bracketed ? host.length() - 1 : host.length();
        int hash = 31 * port + (https ? 1 : 0);
        for (int i = bracketed ? 1 : 0; i < end; i++) {
            hash = 31 * hash + AsciiCase.fold(host.charAt(i));
        }
        return hash;
    }

    boolean hasOrigin(boolean otherHttps, String otherHost, int otherPort) {
        return port == otherPort && https == otherHttps && hasHost(otherHost);
    }

    boolean hasOriginOf(ServerRoute other) {
        return hasOrigin(other.https, other.host, other.port);
    }

    private boolean hasHost(String other) {
        if (AsciiCase.equal(host, other, 0, other.length())) {
            return true;
        }
        return host.startsWith("[") && host.length() == other.length() + 2 && AsciiCase.isInside(host, other);
    }
}
