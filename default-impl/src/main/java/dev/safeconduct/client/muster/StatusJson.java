package dev.safeconduct.client.muster;

import dev.safeconduct.spi.OAuthException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Members of status documents. An empty text counts as absent, as the Go tool has it. */
final class StatusJson {

    private StatusJson() {}

    static String required(Map<?, ?> json, String name) throws OAuthException {
        String text = text(json, name);
        if (text == null) {
            throw new OAuthException("A server in the authentication status has no \"" + name + "\".");
        }
        return text;
    }

    static @Nullable String text(Map<?, ?> json, String name) throws OAuthException {
        Object value = json.get(name);
        if (value == null || value.equals("")) {
            return null;
        }
        if (value instanceof String text) {
            return text;
        }
        throw new OAuthException("The member \"" + name + "\" of the authentication status is not a string.");
    }

    static boolean flag(Map<?, ?> json, String name) throws OAuthException {
        Object value = json.get(name);
        if (value == null || value instanceof Boolean) {
            return Boolean.TRUE.equals(value);
        }
        throw new OAuthException("The member \"" + name + "\" of the authentication status is not true or false.");
    }

    static void put(Map<String, Object> json, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            json.put(name, value);
        }
    }

    static void put(Map<String, Object> json, String name, boolean value) {
        if (value) {
            json.put(name, true);
        }
    }
}
