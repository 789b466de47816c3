package dev.safeconduct.client.internal.request;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.text.UrlPath;
import java.util.HashMap;
import java.util.Map;
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

    private final ServerRoute origin;
    private final Node root = new Node(null);

    /** @param origin any route of the origin */
    OriginRoutes(ServerRoute origin) {
        this.origin = origin;
    }

    boolean isOf(ServerRoute route) {
        return origin.hasOriginOf(route);
    }

    boolean hasOrigin(boolean https, String host, int port) {
        return origin.hasOrigin(https, host, port);
    }

    /** Of two servers with one URL the first counts. */
    void add(ServerRoute route) {
        Node node = root;
        for (String segment : route.segments()) {
            Node parent = node;
            node = node.children.computeIfAbsent(segment, name -> new Node(parent));
            node.segment = segment;
        }
        if (node.server == null) {
            node.server = route.server();
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
     */
    @Nullable ServerConfig match(@Nullable String rawPath) {
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
        return node == root || UrlPath.isPlain(rawPath, end) ? node.server : root.server;
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
