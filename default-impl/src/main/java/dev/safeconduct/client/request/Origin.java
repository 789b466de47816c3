package dev.safeconduct.client.request;

import dev.safeconduct.client.internal.text.AsciiCase;

/**
 * Scheme, host and port of a hop, as the HTTP client has resolved them (RFC 6454 §4). Immutable.
 *
 * @param scheme in any case
 * @param host the host name or address that is connected to, in any case
 * @param port -1 for the default port of the scheme
 */
public record Origin(String scheme, String host, int port) {

    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    /** Whether scheme, host and port are the same, case and default ports folded. */
    public boolean isSameAs(Origin other) {
        return scheme.equalsIgnoreCase(other.scheme) && hasSameHost(other) && effectivePort() == other.effectivePort();
    }

    /** Whether the host name is the same, whatever scheme and port. */
    public boolean hasSameHost(Origin other) {
        return AsciiCase.equal(host, other.host);
    }

    /** Whether the scheme is {@code https}. */
    public boolean isHttps() {
        return scheme.equalsIgnoreCase("https");
    }

    /** Whether a {@code Host} field is what an HTTP client writes for this, so that the application need not have set it. */
    public boolean isWrittenAs(String hostField) {
        if (!hostField.startsWith(host)) {
            return false;
        }
        int end = host.length();
        return effectivePort() == (isHttps() ? HTTPS : HTTP)
                ? hostField.length() == end
                : hostField.startsWith(":", end) && endsWithPort(hostField, end + 1);
    }

    /** As each request is asked about: without a string of the port. */
    private boolean endsWithPort(String hostField, int start) {
        int left = port;
        int at = hostField.length();
        do {
            if (--at < start || hostField.charAt(at) != '0' + left % 10) {
                return false;
            }
            left /= 10;
        } while (left != 0);
        return at == start;
    }

    /** The port that is connected to. */
    public int effectivePort() {
        return port != -1 ? port : isHttps() ? HTTPS : HTTP;
    }
}
