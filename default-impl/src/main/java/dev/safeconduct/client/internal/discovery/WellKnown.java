package dev.safeconduct.client.internal.discovery;

import dev.safeconduct.client.internal.text.UrlPath;
import dev.safeconduct.spi.AuthorizationServerMetadata;
import dev.safeconduct.spi.MetadataException;
import dev.safeconduct.spi.ProtectedResourceMetadata;
import java.net.URI;
import java.util.List;

/** Where metadata documents are (RFC 8414 §3.1, RFC 9728 §3.1, OpenID Connect Discovery §4.1). */
final class WellKnown {

    private static final String PROTECTED_RESOURCE = ProtectedResourceMetadata.WELL_KNOWN;
    private static final String AUTHORIZATION_SERVER = AuthorizationServerMetadata.WELL_KNOWN;
    private static final String OPENID_CONFIGURATION = AuthorizationServerMetadata.WELL_KNOWN_OPENID;

    /** URLs are shown to people, and longer ones are not in use. */
    private static final int MAX_URL = 2048;

    private WellKnown() {}

    /** The protected resource metadata of a resource identifier. */
    static URI protectedResource(URI resource) {
        return URI.create(origin(resource) + PROTECTED_RESOURCE + path(resource));
    }

    /** The resource identifier that a well-known URL stands for; the origin if the URL has another form. */
    static URI resourceOf(URI location) {
        String path = location.getRawPath();
        boolean wellKnown = path.startsWith(PROTECTED_RESOURCE + "/");
        return URI.create(origin(location) + (wellKnown ? path.substring(PROTECTED_RESOURCE.length()) : ""));
    }

    /** Where the metadata of an issuer may be, in the order in which to look. */
    static List<URI> authorizationServer(URI issuer) {
        String origin = origin(issuer);
        String path = path(issuer);
        if (path.isEmpty()) {
            return List.of(URI.create(origin + AUTHORIZATION_SERVER), URI.create(origin + OPENID_CONFIGURATION));
        }
        return List.of(
                URI.create(origin + AUTHORIZATION_SERVER + path),
                URI.create(origin + OPENID_CONFIGURATION + path),
                URI.create(origin + path + OPENID_CONFIGURATION),
                URI.create(origin + path + AUTHORIZATION_SERVER));
    }

    /** Where some servers keep the metadata of an issuer with a path: those of the root. Empty for one without a path. */
    static List<URI> authorizationServerAtRoot(URI issuer) {
        return path(issuer).isEmpty() ? List.of() : authorizationServer(URI.create(origin(issuer)));
    }

    /** Whether a URL is one of its origin's well-known places (RFC 8615), which the owner of the origin decides about. */
    static boolean isOfOrigin(URI location) {
        String path = location.getRawPath();
        return path != null
                && UrlPath.isPlain(path, path.length())
                && UrlPath.removeDotSegments(path).startsWith("/.well-known/");
    }

    /** Scheme, host and port as they are written. */
    static String origin(URI uri) {
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    /** Whether two URLs have the same scheme, host and port, and the first has no user name or password. */
    static boolean isSameOrigin(URI a, URI b) {
        return a.getHost() != null
                && a.getHost().equalsIgnoreCase(b.getHost())
                && b.getScheme().equalsIgnoreCase(a.getScheme())
                && port(a) == port(b)
                && a.getRawUserInfo() == null;
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    }

    /** The path without a trailing slash. */
    private static String path(URI uri) {
        return uri.getRawPath() == null ? "" : stripSlash(uri.getRawPath());
    }

    /** The text without one trailing slash. */
    static String stripSlash(String text) {
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    /** Reads a URL that may be relative to another one, in ASCII as RFC 3986 has it. */
    static URI resolved(URI base, String text, String what) throws MetadataException {
        try {
            return absolute(base.resolve(text).toString(), what);
        } catch (IllegalArgumentException e) {
            return absolute(text, what); // which says what is wrong
        }
    }

    /**
     * Reads an absolute URL, in ASCII as RFC 3986 has it.
     *
     * @param what what it is, for the error
     */
    static URI absolute(String text, String what) throws MetadataException {
        try {
            URI uri = URI.create(text);
            boolean plain = text.length() <= MAX_URL && text.chars().allMatch(c -> c < 0x80);
            if (plain && uri.getScheme() != null && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // falls through to the error
        }
        throw new MetadataException("The " + what + " is not an absolute URL.");
    }
}
