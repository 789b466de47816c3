package dev.safeconduct.client.internal.callback;

import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The query of an authorization response, {@code application/x-www-form-urlencoded}. Strict about the parameters that
 * decide a login, and about no others: servers add some of their own, repeat them, and write texts with a bare percent
 * sign.
 */
public final class QueryString {

    /** What decides (RFC 6749 §4.1.2, RFC 9207 §2): each at most once, in form encoding of UTF-8. */
    private static final Set<String> DECIDING = Set.of("state", "code", "iss", "error");

    private static final Pattern BARE_PERCENT = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    private QueryString() {}

    /**
     * Reads a query. Of another parameter that comes twice the first counts, and what is malformed in it is replaced.
     *
     * @throws IllegalArgumentException if {@code state}, {@code code}, {@code iss} or {@code error} comes twice (RFC 6749
     *     §3.1), or is not form encoding of UTF-8
     */
    public static Map<String, String> parse(String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : query.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = decodeAnything(equals < 0 ? pair : pair.substring(0, equals));
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                add(parameters, name, value);
            }
        }
        return Collections.unmodifiableMap(parameters);
    }

    private static void add(Map<String, String> parameters, String name, String value) {
        if (!DECIDING.contains(name)) {
            parameters.putIfAbsent(name, decodeAnything(value));
        } else if (parameters.put(name, decode(value)) != null) {
            throw new IllegalArgumentException("a parameter comes twice");
        }
    }

    private static String decode(String text) {
        // As Latin-1 every byte survives, so that what is not UTF-8 is noticed and not replaced.
        byte[] bytes = URLDecoder.decode(text, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.ISO_8859_1);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("not UTF-8", e);
        }
    }

    private static String decodeAnything(String text) {
        return URLDecoder.decode(BARE_PERCENT.matcher(text).replaceAll("%25"), StandardCharsets.UTF_8);
    }
}
