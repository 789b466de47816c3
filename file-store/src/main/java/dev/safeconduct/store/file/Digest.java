package dev.safeconduct.store.file;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256. */
final class Digest {

    private static final int SHORT = 16;

    private Digest() {}

    static byte[] of(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The first 16 bytes in hexadecimal, as names have them. */
    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(of(bytes), 0, SHORT);
    }

    /** The same of a text in UTF-8. */
    static String hex(String text) {
        return hex(text.getBytes(StandardCharsets.UTF_8));
    }
}
