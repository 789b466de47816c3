package dev.safeconduct.client.internal.discovery;

import java.net.URI;
import java.util.List;

/** Where metadata documents are (RFC 8414 §3.1, RFC 9728 §3.1, OpenID Connect Discovery §4.1). */
final class WellKnown {

    private static final String PROTECTED_RESOURCE = "/.well-known/oauth-protected-resource";
    private static final String AUTHORIZATION_SERVER = "/.well-known/oauth-authorization-server";
    private static final String OPENID_CONFIGURATION = "/.well-known/openid-configuration";

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
                URI.create(origin + path + OPENID_CONFIGURATION));
    }

    /** Scheme, host and port as they are written. */
    static String origin(URI uri) {
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    /** Whether two URLs have the same scheme, host and port, and the first has no user name or password. */
    static boolean isSameOrigin(URI a, URI b) {
        return a.getHost() != null
                && a.getHost().equalsIgnoreCase(b.getHost())
                && a.getScheme().equalsIgnoreCase(b.getScheme())
                && port(a) == port(b)
                && a.getRawUserInfo() == null;
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    }

    /** The path without a trailing slash. */
    private static String path(URI uri) {
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
