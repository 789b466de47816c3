package dev.safeconduct.client.internal.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * The profile of a token key: a digest of what is configured, so that a service's token and a person's never share a
 * record. The text that is digested must not change: records in stores are named by it.
 */
final class Profile {

    private Profile() {}

    /** The profile of these settings, in the order given. */
    static String of(Map<String, String> configured) {
        if (configured.isEmpty()) {
            return TokenKey.DEFAULT;
        }
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, String> entry : configured.entrySet()) {
            // With its length before it, no value can pass for the end of itself and the beginning of the next.
            text.append(entry.getKey()).append('=');
            text.append(entry.getValue().length()).append(':');
            text.append(entry.getValue()).append('\n');
        }
        return HexFormat.of().formatHex(sha256(text.toString()), 0, 8);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
