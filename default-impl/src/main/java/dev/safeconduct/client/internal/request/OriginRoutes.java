package dev.safeconduct.client.internal.request;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.text.AsciiCase;
import dev.safeconduct.client.internal.text.UrlPath;
import dev.safeconduct.client.oauth.ServerUrl;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The servers of one origin, as a tree of path segments: to look a path up costs as much as it has segments, however many
 * servers there are.
 */
final class OriginRoutes {

    private static final class Node {
        private final @Nullable Node parent;
        private final Map<String, Node> children = new HashMap<>();
        /** The children by the hash of their segment, so that no segment of a request becomes a string. */
        private Node[] byHash = new Node[0];

        private String segment = "";
        private @Nullable ServerConfig server;

        Node(@Nullable Node parent) {
            this.parent = parent;
        }

        void index() {
            byHash = new Node[children.isEmpty() ? 0 : Integer.highestOneBit(children.size()) * 4];
            for (Node child : children.values()) {
                int place = child.segment.hashCode() & (byHash.length - 1);
                while (byHash[place] != null) {
                    place = (place + 1) & (byHash.length - 1);
                }
                byHash[place] = child;
                child.index();
            }
        }

        @Nullable Node child(String path, int start, int end) {
            if (byHash.length == 0) {
                return null;
            }
            int hash = 0;
            for (int i = start; i < end; i++) {
                hash = 31 * hash + path.charAt(i); // as String.hashCode
            }
            for (int place = hash & (byHash.length - 1);
                    byHash[place] != null;
                    place = (place + 1) & (byHash.length - 1)) {
                String other = byHash[place].segment;
                if (other.length() == end - start && path.startsWith(other, start)) {
                    return byHash[place];
                }
            }
            return null;
        }
    }

    private final boolean https;
    private final String host;
    private final int port;
    private final Node root = new Node(null);

    /** @param url any URL of the origin */
    OriginRoutes(ServerUrl url) {
        this.https = url.scheme().equals("https");
        this.host = url.host();
        this.port = url.port();
    }

    /** The same for all spellings of the origin that {@link #hasOrigin} accepts. */
    static int originHash(boolean https, int hostHash, int port) {
        return 31 * hostHash + 2 * port + (https ? 1 : 0);
    }

    /** The same for all spellings of the host that {@link #hasHost} accepts. */
    static int hostHash(String host) {
        // The JDK gives an IPv6 address in brackets, other clients without.
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        int end = bracketed ? host.length() - 1 : host.length();
        int hash = 0;
        for (int i = bracketed ? 1 : 0; i < end; i++) {
            hash = 31 * hash + AsciiCase.fold(host.charAt(i));
        }
        return hash;
    }

    int originHash() {
        return originHash(https, hostHash(), port);
    }

    int hostHash() {
        return hostHash(host);
    }

    boolean hasOrigin(boolean otherHttps, String otherHost, int otherPort) {
        return port == otherPort && https == otherHttps && hasHost(otherHost);
    }

    boolean hasOriginOf(OriginRoutes other) {
        return hasOrigin(other.https, other.host, other.port);
    }

    /** Whether this is its host, in any case; an IPv6 address with or without brackets. */
    boolean hasHost(String other) {
        if (AsciiCase.equal(host, other, 0, other.length())) {
            return true;
        }
        return host.startsWith("[") && host.length() == other.length() + 2 && AsciiCase.isInside(host, other);
    }

    /**
     * Adds a server; of two with one URL the first counts.
     *
     * @param path by whole segments; its trailing slash does not count
     */
    void add(ServerConfig server, String path) {
        Node node = root;
        for (String segment : UrlPath.segments(path)) {
            Node child = node.children.get(segment);
            if (child == null) {
                child = new Node(node);
                child.segment = segment;
                node.children.put(segment, child);
            }
            node = child;
        }
        if (node.server == null) {
            node.server = server;
        }
    }

    /** To be called after the last {@link #add}. */
    void index() {
        root.index();
    }

    /**
     * The server with the longest path that this path is at or below.
     *
     * @param rawPath null or empty is the root; a query is not looked at
     * @param ambiguous takes the server that would be it, but for a path that servers read in more than one way
     */
    @Nullable ServerConfig match(@Nullable String rawPath, Consumer<ServerConfig> ambiguous) {
        if (root.byHash.length == 0 || rawPath == null) {
            return root.server;
        }
        int end = UrlPath.end(rawPath);
        Node node = deepest(rawPath, end);
        while (node.server == null) {
            Node parent = node.parent;
            if (parent == null) {
                return null;
            }
            node = parent;
        }
        // Where the whole origin is one server, it has all its paths, however they are read.
        if (node == root || UrlPath.isPlain(rawPath, end)) {
            return node.server;
        }
        if (root.server == null) {
            ambiguous.accept(node.server);
        }
        return root.server;
    }

    /** The last node on the way of the path, its dot segments removed (RFC 3986 §5.2.4). */
    private Node deepest(String path, int end) {
        Node node = root;
        int beyond = 0; // how many segments the path is below the node
        if (end == 0 || path.charAt(0) != '/') {
            return root;
        }
        for (int start = 1; start <= end; ) {
            int stop = UrlPath.segmentEnd(path, start, end);
            if (UrlPath.isDotDot(path, start, stop)) {
                Node parent = node.parent;
                if (beyond > 0) {
                    beyond--;
                } else if (parent != null) {
                    node = parent;
                }
            } else if (!UrlPath.isDot(path, start, stop)) {
                Node child = beyond == 0 ? node.child(path, start, stop) : null;
                if (child == null) {
                    beyond++;
                } else {
                    node = child;
                }
            }
            start = stop + 1;
        }
        return node;
    }
}
