package dev.safeconduct.testkit;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as a fake received it. Immutable.
 *
 * @param method the method
 * @param target the request target as it was sent: path and query, an absolute URI, or an authority
 * @param head the exact request line and header lines, with the empty line at the end (ISO 8859-1)
 * @param headers the header lines in their order
 * @param query the decoded parameters of the query
 * @param form the decoded parameters of a form body; empty for other bodies
 * @param body the body as UTF-8 text, cut after 64 KiB
 * @param bodyLength the length of the whole body in bytes
 * @param bodySha256 the SHA-256 of the whole body, in hex
 */
public record RecordedRequest(
        String method,
        String target,
        String head,
        List<Header> headers,
        Map<String, List<String>> query,
        Map<String, List<String>> form,
        String body,
        long bodyLength,
        String bodySha256) {

    /** The path as it was sent: no query, not decoded. Of an absolute URI, its path. */
    public String path() {
        int scheme = target.indexOf("://");
        int start = target.startsWith("/") || scheme < 0 ? 0 : target.indexOf('/', scheme + 3);
        if (start < 0) {
            return "/";
        }
        int end = target.indexOf('?', start);
        return end < 0 ? target.substring(start) : target.substring(start, end);
    }

    /** The values of all header lines of this name, whatever its case. */
    public List<String> headers(String name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Header::value)
                .toList();
    }

    /** The value of the first header line of this name, or null. */
    public @Nullable String header(String name) {
        List<String> values = headers(name);
        return values.isEmpty() ? null : values.get(0);
    }

    /** The values of a parameter: of the form, and if it has none, of the query. */
    public List<String> parameters(String name) {
        return form.getOrDefault(name, query.getOrDefault(name, List.of()));
    }

    /** The first value of a parameter, of the form or of the query, or null. */
    public @Nullable String parameter(String name) {
        List<String> values = parameters(name);
        return values.isEmpty() ? null : values.get(0);
    }

    /** Method and target only: the rest holds secrets. */
    @Override
    public String toString() {
        return method + " " + path();
    }
}
