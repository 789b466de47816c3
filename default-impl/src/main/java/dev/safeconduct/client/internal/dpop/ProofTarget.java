package dev.safeconduct.client.internal.dpop;

import dev.safeconduct.client.request.Origin;
import java.net.URI;
import java.util.Locale;

/** Where a request goes, as a proof names it, and as a server is likely to compare it (RFC 9449 §4.3, RFC 3986 §6.2). */
final class ProofTarget {

    private ProofTarget() {}

    /** The {@code htu}: without query and fragment, scheme and host in lower case, no default port, at least a slash. */
    static String text(URI target) {
        String path = target.getRawPath();
        return origin(target) + (path == null || path.isEmpty() ? "/" : path);
    }

    /** Scheme, host and port in the same form. */
    static String origin(URI target) {
        String scheme = String.valueOf(target.getScheme()).toLowerCase(Locale.ROOT);
        String host = String.valueOf(target.getHost()).toLowerCase(Locale.ROOT);
        int port = new Origin(scheme, host, target.getPort()).effectivePort();
        boolean isDefault = port == new Origin(scheme, host, -1).effectivePort();
        return scheme + "://" + host + (isDefault ? "" : ":" + port);
    }
}
