package dev.safeconduct.client.request;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request on the wire as the HTTP client has resolved it: the application's own, a redirect's, or a resend.
 * Immutable.
 *
 * @param method the method, in upper case
 * @param target where it goes
 * @param rawPath the path as it is sent, without query; null or empty is the root
 * @param started where the application's request began, before all redirects; null if the client does not tell
 * @param hostFields the values of the {@code Host} fields that the application has set itself
 * @param isOccupied whether it must be left as it is: it carries an {@code Authorization} of the application's or of the
 *     client's own, or a {@code DPoP} proof, its URL has user information, or a proxy reads it in the clear
 */
public record Hop(
        String method,
        Origin target,
        @Nullable String rawPath,
        @Nullable Origin started,
        List<String> hostFields,
        boolean isOccupied) {

    /** Where it goes, as a proof names it (RFC 9449 §4.2, {@code htu}). */
    public URI uri() {
        String port = target.port() == -1 ? "" : ":" + target.port();
        return URI.create(target.scheme() + "://" + target.host() + port + (rawPath == null ? "" : rawPath));
    }
}
