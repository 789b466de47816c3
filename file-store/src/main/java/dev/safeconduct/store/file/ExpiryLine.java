package dev.safeconduct.store.file;

import dev.safeconduct.spi.Entry;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The line in front of an entry that expires, {@code safeconduct-expires 1 2026-01-01T00:00:00Z}. Entries that do not have
 * none, as other programs read them. One that happens to begin like such a line gets {@code never} in front.
 */
final class ExpiryLine {

    /** No line is longer, with its end. */
    static final int MAX_BYTES = 64;

    private static final String NEVER = "never";
    private static final byte[] BEGIN = "safeconduct-expires 1 ".getBytes(StandardCharsets.US_ASCII);

    private ExpiryLine() {}

    /** What the file of an entry contains. */
    static byte[] write(Entry entry) {
        Instant expiresAt = entry.expiresAt();
        byte[] content = entry.bytes();
        if (expiresAt == null && !begins(content)) {
            return content;
        }
        byte[] rest = ((expiresAt == null ? NEVER : expiresAt) + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] file = Arrays.copyOf(BEGIN, BEGIN.length + rest.length + content.length);
        System.arraycopy(rest, 0, file, BEGIN.length, rest.length);
        System.arraycopy(content, 0, file, BEGIN.length + rest.length, content.length);
        return file;
    }

    /** The content of an entry, by its file. */
    static byte[] content(byte[] file) {
        int end = end(file);
        return end < 0 ? file : Arrays.copyOfRange(file, end + 1, file.length);
    }

    /** Whether there is such a line, by the file or its first {@value #MAX_BYTES} bytes. */
    static boolean isIn(byte[] file) {
        return end(file) >= 0;
    }

    /** Whether an entry has expired, by its file or the first {@value #MAX_BYTES} bytes. */
    static boolean isExpired(byte[] file, Instant now) {
        int end = end(file);
        Instant expiresAt = end < 0 ? null : instant(time(file, end));
        return expiresAt != null && !now.isBefore(expiresAt);
    }

    /** Where the line ends; -1 if there is not one that this version has written. */
    private static int end(byte[] file) {
        if (begins(file)) {
            for (int i = BEGIN.length; i < Math.min(file.length, MAX_BYTES); i++) {
                if (file[i] == '\n') {
                    String time = time(file, i);
                    return time.equals(NEVER) || instant(time) != null ? i : -1;
                }
            }
        }
        return -1;
    }

    private static boolean begins(byte[] file) {
        return file.length >= BEGIN.length && Arrays.equals(file, 0, BEGIN.length, BEGIN, 0, BEGIN.length);
    }

    private static String time(byte[] file, int end) {
        return new String(file, BEGIN.length, end - BEGIN.length, StandardCharsets.US_ASCII);
    }

    private static @Nullable Instant instant(String time) {
        try {
            return Instant.parse(time);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
