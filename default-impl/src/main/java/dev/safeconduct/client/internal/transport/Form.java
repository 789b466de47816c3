package dev.safeconduct.client.internal.transport;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code application/x-www-form-urlencoded} (RFC 6749 appendix B). */
public final class Form {

    private Form() {}

    /** Encodes one name or value. */
    public static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Encodes parameters in their order. */
    public static String encode(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(parameter -> encode(parameter.getKey()) + "=" + encode(parameter.getValue()))
                .collect(Collectors.joining("&"));
    }

    /**
     * Adds parameters to a URI, which may have a query already. Those of the same name there are replaced: none may come
     * twice (RFC 6749 §3.1).
     */
    public static URI addToQuery(URI uri, Map<String, String> parameters) {
        String kept = uri.getRawQuery() == null
                ? ""
                : Stream.of(uri.getRawQuery().split("&"))
                        .filter(parameter -> !parameters.containsKey(name(parameter)))
                        .collect(Collectors.joining("&"));
        String whole = uri.toString();
        int query = whole.indexOf('?');
        String base = query < 0 ? whole : whole.substring(0, query);
        return URI.create(base + "?" + (kept.isEmpty() ? "" : kept + "&") + encode(parameters));
    }

    private static String name(String parameter) {
        int equals = parameter.indexOf('=');
        return URLDecoder.decode(equals < 0 ? parameter : parameter.substring(0, equals), StandardCharsets.UTF_8);
    }
}
