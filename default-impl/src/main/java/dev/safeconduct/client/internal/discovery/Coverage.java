package dev.safeconduct.client.internal.discovery;

import dev.safeconduct.client.internal.text.UrlPath;
import dev.safeconduct.client.oauth.ServerUrl;
import java.net.URI;
import java.net.URISyntaxException;

/** What a resource identifier stands for, seen from a server: whose document it is that names it (THREATS 80). */
public enum Coverage {
    /** The server's own URL, up to one slash at the end; it may have a query (RFC 9728 §1.2). */
    SELF,
    /** The server's origin, or a parent by whole segments of the path. */
    WIDER,
    /** Anything else: another origin, a sibling, a child. */
    OTHER;

    /** Of a resource identifier; {@link #OTHER} if it is malformed. */
    public static Coverage of(String identifier, ServerUrl server) {
        URI resource;
        try {
            resource = new URI(identifier);
        } catch (URISyntaxException e) {
            return OTHER;
        }
        if (!WellKnown.isSameOrigin(resource, server.origin()) || resource.getRawFragment() != null) {
            return OTHER;
        }
        String path = resource.getRawPath().equals("/") ? "" : resource.getRawPath();
        if (!UrlPath.isPlain(path, path.length())
                || !UrlPath.removeDotSegments(path).equals(path)) {
            return OTHER;
        }
        String[] segments = UrlPath.segments(path);
        String[] ofServer = UrlPath.segments(server.path());
        if (!isStart(segments, ofServer)) {
            return OTHER;
        }
        if (segments.length == ofServer.length) {
            return SELF;
        }
        return resource.getRawQuery() == null ? WIDER : OTHER;
    }

    private static boolean isStart(String[] segments, String[] of) {
        for (int i = 0; i < segments.length; i++) {
            if (i >= of.length || !decoded(segments[i]).equals(decoded(of[i]))) {
                return false;
            }
        }
        return true;
    }

    /** As it is written where it is not UTF-8: no two that differ may become the same. */
    private static String decoded(String segment) {
        String decoded = URI.create("/" + segment).getPath();
        return decoded.indexOf('\ufffd') >= 0 ? segment : decoded;
    }
}
