package dev.safeconduct.agent.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The URL of a request, as a user copies it from a program or its log: with a query, whatever its spelling.
 *
 * @param scheme lower case
 * @param host lower case; an IPv6 address is in brackets
 * @param port also where it is the default
 * @param path as it is sent, without the query
 * @param hasUserInformation whether it has a user name or password, which are not kept
 */
record AskedUrl(String scheme, String host, int port, String path, boolean hasUserInformation) {

    private static final int HTTPS = 443;
    private static final int HTTP = 80;

    /**
     * Reads it.
     *
     * @return null if it is not the URL of a request: relative, of another scheme, or with characters that no URL has
     */
    static @Nullable AskedUrl parse(String text) {
        try {
            URI uri = new URI(text.strip());
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            String host = uri.getHost();
            boolean https = scheme.equals("https");
            if (host == null || (!https && !scheme.equals("http"))) {
                return null;
            }
            int port = uri.getPort() != -1 ? uri.getPort() : https ? HTTPS : HTTP;
            return new AskedUrl(
                    scheme, host.toLowerCase(Locale.ROOT), port, uri.getRawPath(), uri.getRawUserInfo() != null);
        } catch (URISyntaxException e) {
            return null; // its message repeats the URL, which may have a password in it
        }
    }

    /** Scheme, host name, port unless it is the default, and path. */
    String text() {
        boolean isDefault = port == (scheme.equals("https") ? HTTPS : HTTP);
        return scheme + "://" + host + (isDefault ? "" : ":" + port) + path;
    }

    @Override
    public String toString() {
        return text();
    }
}
