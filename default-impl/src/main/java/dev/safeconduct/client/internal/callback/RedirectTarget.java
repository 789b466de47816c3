package dev.safeconduct.client.internal.callback;

import dev.safeconduct.spi.OAuthException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A loopback redirect URI taken apart.
 *
 * @param host as the URI spells it: {@code 127.0.0.1}, {@code [::1]} or {@code localhost}
 * @param port 0 for any
 * @param path as in the URI, at least {@code /}
 */
record RedirectTarget(String host, int port, String path) {

    static final InetAddress IPV4 = literal(new byte[] {127, 0, 0, 1});
    static final InetAddress IPV6 = literal(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});

    static List<RedirectTarget> all(List<URI> uris) throws OAuthException {
        List<RedirectTarget> targets = new ArrayList<>();
        for (URI uri : uris) {
            targets.add(of(uri));
        }
        return targets;
    }

    static RedirectTarget of(URI uri) throws OAuthException {
        if (!"http".equals(uri.getScheme())
                || uri.getRawUserInfo() != null
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null) {
            throw new OAuthException("The redirect URI " + uri + " is not of the form http://127.0.0.1:<port>/<path>."
                    + " Set safeconduct.callback.host, .port and .path, or .redirect-uri.");
        }
        String host = uri.getHost();
        if (!"127.0.0.1".equals(host) && !"[::1]".equals(host) && !"localhost".equals(host)) {
            throw new OAuthException("The redirect URI " + uri + " does not lead to this machine alone."
                    + " Set safeconduct.callback.host to 127.0.0.1, [::1] or localhost.");
        }
        if (uri.getPort() < 0 || uri.getPort() > 65535) {
            throw new OAuthException("The redirect URI " + uri + " names no usable port."
                    + " Set safeconduct.callback.port; 0 stands for any.");
        }
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return new RedirectTarget(host, uri.getPort(), path);
    }

    RedirectTarget withPort(int realPort) {
        return new RedirectTarget(host, realPort, path);
    }

    URI uri() {
        return URI.create("http://" + host + ":" + port + path);
    }

    /** Where to listen; for {@code localhost} on both, since a browser may take either. */
    List<InetAddress> addresses() {
        return switch (host) {
            case "127.0.0.1" -> List.of(IPV4);
            case "[::1]" -> List.of(IPV6);
            default -> List.of(IPV4, IPV6);
        };
    }

    /** The values of the {@code Host} header that are taken, in lower case. Anything else is DNS rebinding. */
    Set<String> hostHeaders() {
        return host.equals("localhost")
                ? Set.of("localhost:" + port, "127.0.0.1:" + port, "[::1]:" + port)
                : Set.of(host + ":" + port);
    }

    private static InetAddress literal(byte[] address) {
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
