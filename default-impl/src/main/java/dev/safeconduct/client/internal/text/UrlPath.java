package dev.safeconduct.client.internal.text;

import java.util.ArrayList;
import java.util.List;

/** Raw paths of URLs, taken by whole segments. Nothing here but {@link #removeDotSegments} allocates. */
public final class UrlPath {

    /** By its code; so is all beyond. */
    private static final boolean[] REMARKABLE = new boolean[0x7f];

    static {
        for (char c = 0; c < REMARKABLE.length; c++) {
            REMARKABLE[c] = c <= ' ' || c == '\\' || c == '%' || c == '.';
        }
    }

    private UrlPath() {}

    /** Where the path ends and the query or fragment begins. */
    public static int end(String path) {
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '?' || c == '#') {
                return i;
            }
        }
        return path.length();
    }

    /**
     * Whether every server reads this path as we do. Not so where dots, slashes or backslashes are encoded, in any number
     * of layers or as UTF-8 that is too long; where a segment is dots with parameters or with encoded characters beside
     * them ({@code ..;x}, {@code ..%3bx}, {@code ..%20}, which some servers take for {@code ..}); where {@code ..} meets
     * an empty segment, which many servers drop first; and where a character is not allowed in a URL.
     */
    public static boolean isPlain(String path, int end) {
        return isUnremarkable(path, end) || isReadOneWay(path, end);
    }

    /** Most paths, which each request asks about: nothing in them is a dot or could become one. */
    private static boolean isUnremarkable(String path, int end) {
        for (int i = 0; i < end; i++) {
            char c = path.charAt(i);
            if (c >= REMARKABLE.length || REMARKABLE[c]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isReadOneWay(String path, int end) {
        boolean up = false;
        boolean empty = false;
        int start = 1;
        for (int i = 0; i <= end; i++) {
            char c = i < end ? path.charAt(i) : '/';
            if (c <= ' ' || c >= 0x7f || c == '\\' || (c == '%' && !isPlainEscape(path, i, end))) {
                return false;
            }
            if (c == '/' && i >= start) {
                empty |= i == start && i < end;
                up |= isDotDot(path, start, i);
                if (isDisguisedDots(path, start, i)) {
                    return false;
                }
                start = i + 1;
            }
        }
        return !(up && empty);
    }

    /** The path without dot segments; empty for the root. */
    public static String removeDotSegments(String path) {
        List<String> kept = new ArrayList<>();
        boolean directory = false;
        for (int start = 1; start <= path.length(); ) {
            int stop = segmentEnd(path, start, path.length());
            directory = true;
            if (isDotDot(path, start, stop)) {
                if (!kept.isEmpty()) {
                    kept.remove(kept.size() - 1);
                }
            } else if (!isDot(path, start, stop)) {
                kept.add(path.substring(start, stop));
                directory = false;
            }
            start = stop + 1;
        }
        String text = kept.isEmpty() ? "" : "/" + String.join("/", kept) + (directory ? "/" : "");
        return text.equals("/") ? "" : text;
    }

    /** The segments of a path without dot segments, its trailing slash apart. */
    public static String[] segments(String path) {
        String inner = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return inner.isEmpty() ? new String[0] : inner.substring(1).split("/", -1);
    }

    /** Where the segment that begins there ends. */
    public static int segmentEnd(String path, int start, int end) {
        int slash = path.indexOf('/', start);
        return slash < 0 || slash > end ? end : slash;
    }

    /** Whether the segment is one dot. */
    public static boolean isDot(String path, int start, int stop) {
        return stop - start == 1 && path.charAt(start) == '.';
    }

    /** Whether the segment is two dots. */
    public static boolean isDotDot(String path, int start, int stop) {
        return stop - start == 2 && path.charAt(start) == '.' && path.charAt(start + 1) == '.';
    }

    /** Whether there is nothing but dots in the segment once its parameters and encoded characters are dropped. */
    private static boolean isDisguisedDots(String path, int start, int stop) {
        boolean dots = false;
        boolean disguise = false;
        for (int i = start; i < stop; i++) {
            char c = path.charAt(i);
            if (c == ';' && dots) {
                return true;
            }
            if (c == '%') {
                disguise = true;
                int value = escaped(path, i + 1, stop);
                i += 2;
                while (value == '%' && escaped(path, i + 1, stop) >= 0) {
                    value = escaped(path, i + 1, stop);
                    i += 2;
                }
                if (dots && endsName(value)) {
                    return true;
                }
            } else if (c == '.') {
                dots = true;
            } else {
                return false;
            }
        }
        return dots && disguise;
    }

    private static boolean isPlainEscape(String path, int percent, int end) {
        int value = escaped(path, percent + 1, end);
        if (value < 0) {
            return false;
        }
        int next = percent + 3;
        while (value == '%') {
            // What stands after %25 is an escape of its own for a server that decodes once more.
            int deeper = escaped(path, next, end);
            if (deeper < 0) {
                return true;
            }
            value = deeper;
            next += 2;
        }
        return !isTricky(value) && !isTooLong(value, path, next, end);
    }

    /** Whether a lead byte begins UTF-8 that is longer than needed, which some servers read as a dot or slash. */
    private static boolean isTooLong(int lead, String path, int next, int end) {
        if (lead < 0xc0) {
            return false;
        }
        if (lead == 0xe0 || lead == 0xf0) {
            int following = next < end && path.charAt(next) == '%' ? escaped(path, next + 1, end) : -1;
            return following >= 0 && following < (lead == 0xe0 ? 0xa0 : 0x90);
        }
        return lead < 0xc2 || lead > 0xf4;
    }

    /** The value of the two hexadecimal digits there; -1 if they are not there. */
    private static int escaped(String path, int start, int end) {
        if (start + 1 >= end) {
            return -1;
        }
        int high = Character.digit(path.charAt(start), 16);
        int low = Character.digit(path.charAt(start + 1), 16);
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }

    /** Whether a server that decodes before it parses drops what follows. */
    private static boolean endsName(int c) {
        return c == ';' || c == '?' || c == '#';
    }

    private static boolean isTricky(int c) {
        return c == '.' || c == '/' || c == '\\' || c < ' ' || c == 0x7f;
    }
}
