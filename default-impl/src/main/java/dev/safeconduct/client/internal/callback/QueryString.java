package dev.safeconduct.client.internal.callback;

import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The query of an authorization response: {@code application/x-www-form-urlencoded}, each name at most once. */
public final class QueryString {

    private QueryString() {}

    /**
     * Reads a query.
     *
     * @throws IllegalArgumentException if a name comes twice (RFC 6749 §3.1), or it is not form encoding of UTF-8
     */
    public static Map<String, String> parse(String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : query.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
            if (parameters.put(name, value) != null) {
                throw new IllegalArgumentException("a parameter comes twice");
            }
        }
        return Collections.unmodifiableMap(parameters);
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
}
