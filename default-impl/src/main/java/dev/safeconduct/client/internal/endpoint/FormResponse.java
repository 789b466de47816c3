package dev.safeconduct.client.internal.endpoint;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A token response in {@code application/x-www-form-urlencoded}, as servers older than RFC 6749 write it, whatever
 * {@code Accept} says. Recognized by its first character, because its label is as often wrong.
 */
final class FormResponse {

    private static final int MOST_MEMBERS = 64;

    private FormResponse() {}

    /**
     * Reads a response.
     *
     * @return its members; null if it is not form encoding, or has a name twice or too many of them
     */
    static @Nullable Map<String, @Nullable Object> parse(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8).strip();
        if (text.isEmpty() || !Character.isLetter(text.charAt(0))) {
            return null; // JSON, HTML, and anything else that begins with a mark
        }
        String[] pairs = text.split("&", MOST_MEMBERS + 1);
        if (pairs.length > MOST_MEMBERS) {
            return null;
        }
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        try {
            for (String pair : pairs) {
                int equals = pair.indexOf('=');
                if (equals <= 0
                        || members.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1))) != null) {
                    return null;
                }
            }
        } catch (IllegalArgumentException e) {
            return null;
        }
        return members;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
