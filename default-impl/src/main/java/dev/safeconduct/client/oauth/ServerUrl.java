package dev.safeconduct.client.oauth;

import dev.safeconduct.client.internal.text.AsciiCase;
import dev.safeconduct.client.internal.text.HostSyntax;
import dev.safeconduct.client.internal.text.UrlPath;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * A protected resource as a user names it, in canonical form. Two are equal if their {@link #text()} is.
 *
 * <p>Scheme and host are lower case, the default port is left out, dot segments are removed, and {@code https://h/} is
 * {@code https://h}. A trailing slash after a longer path stays: resource identifiers (RFC 8707, RFC 9728) are compared
 * as they are, and {@code https://h/mcp/} is another one than {@code https://h/mcp}. For matching requests the two are
 * the same.
 *
 * <p>Immutable. Nothing here asks a resolver or blocks.
 */
public final class ServerUrl {

    private static final String HTTP = "http";
    private static final String HTTPS = "https";
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private final String scheme;
    private final String host;
    private final int port;
    private final String path;
    private final URI origin;
    private final URI uri;

    private ServerUrl(String scheme, String host, int port, String path) {
        this.scheme = scheme;
        this.host = host;
        this.port = port;
        this.path = path;
        String authority = scheme + "://" + host + (port == defaultPort(scheme) ? "" : ":" + port);
        this.origin = checked(authority, host);
        this.uri = checked(authority + path, host);
    }

    /**
     * Reads a URL.
     *
     * @throws IllegalArgumentException if it is not one that a server may have; the message says what to do and repeats
     *     nothing of the URL
     */
    public static ServerUrl parse(String url) {
        String scheme = schemeOf(url);
        refuseAny(url, '\\', "the URL has a backslash: write /");
        String rest = url.substring(scheme.length() + 3);
        int slash = rest.indexOf('/');
        String authority = slash < 0 ? rest : rest.substring(0, slash);
        refuseAny(authority, '@', "the URL has a user name or password: leave them out, Safeconduct sends a token");
        refuseAny(url, '?', "the URL has a query: leave out the ? and what follows");
        refuseAny(url, '#', "the URL has a fragment: leave out the # and what follows");
        int colon = authority.indexOf(':', authority.indexOf(']') + 1);
        String host = HostSyntax.canonical(colon < 0 ? authority : authority.substring(0, colon));
        int port = colon < 0 ? defaultPort(scheme) : port(authority.substring(colon + 1), scheme);
        return new ServerUrl(scheme, host, port, path(slash < 0 ? "" : rest.substring(slash)));
    }

    /**
     * The rule by which the Go tool names its files: one {@code /}, then one {@code /mcp}, then one {@code /sse} off. It
     * is for finding those files and for nothing else: what has one name by it need not be one server.
     *
     * @param url any text; it is not checked
     */
    public static String normalize(String url) {
        return without(without(without(url, "/"), "/mcp"), "/sse");
    }

    /** The canonical text. */
    public String text() {
        return uri.toString();
    }

    /** {@code http} or {@code https}. */
    public String scheme() {
        return scheme;
    }

    /** The host, lower case; an IPv6 address is in brackets, as in {@link URI#getHost()}. */
    public String host() {
        return host;
    }

    /** The port, also where it is the default. */
    public int port() {
        return port;
    }

    /** The raw path; empty for the root, else starting with a slash. */
    public String path() {
        return path;
    }

    /** {@link #text()} as a URI. */
    public URI uri() {
        return uri;
    }

    /** Scheme, host and port without a path or trailing slash. */
    public URI origin() {
        return origin;
    }

    /** Whether the host is {@code localhost}, in 127.0.0.0/8 or {@code [::1]}, as written. No name is resolved. */
    public boolean isLoopback() {
        return HostSyntax.isLoopback(host);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ServerUrl url && text().equals(url.text());
    }

    @Override
    public int hashCode() {
        return text().hashCode();
    }

    @Override
    public String toString() {
        return text();
    }

    private static int defaultPort(String scheme) {
        return scheme.equals(HTTPS) ? HTTPS_PORT : HTTP_PORT;
    }

    private static String schemeOf(String url) {
        for (String scheme : new String[] {HTTPS, HTTP}) {
            int end = scheme.length() + 3;
            if (url.length() > end && AsciiCase.equal(scheme + "://", url, 0, end)) {
                return scheme;
            }
        }
        throw new IllegalArgumentException("the URL does not begin with https:// or http://: write https://host/path");
    }

    private static void refuseAny(String text, char c, String message) {
        if (text.indexOf(c) >= 0) {
            throw new IllegalArgumentException(message);
        }
    }

    private static int port(String text, String scheme) {
        if (text.isEmpty()) {
            return defaultPort(scheme);
        }
        int port = text.length() > 5 || text.startsWith("0") ? -1 : 0;
        for (int i = 0; i < text.length() && port >= 0; i++) {
            char c = text.charAt(i);
            port = c < '0' || c > '9' ? -1 : port * 10 + c - '0';
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("the port of the URL is not a number from 1 to 65535");
        }
        return port;
    }

    private static String path(String raw) {
        if (!UrlPath.isPlain(raw, raw.length())) {
            throw new IllegalArgumentException("the path of the URL has encoded dots or slashes, or a character that no"
                    + " URL has: write it plainly, other characters percent-encoded");
        }
        return UrlPath.removeDotSegments(raw);
    }

    /** A second opinion: what the JDK would connect to must be what was read here. */
    private static URI checked(String text, String host) {
        try {
            URI uri = new URI(text);
            if (host.equals(uri.getHost())) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Its message repeats the URL.
        }
        throw new IllegalArgumentException("the URL has a character that no URL has: percent-encode it");
    }

    private static String without(String text, String end) {
        return text.endsWith(end) ? text.substring(0, text.length() - end.length()) : text;
    }
}
