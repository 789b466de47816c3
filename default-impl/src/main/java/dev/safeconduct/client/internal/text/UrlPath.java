package dev.safeconduct.client.internal.text;

import java.util.ArrayList;
import java.util.List;

/** Raw paths of URLs, taken by whole segments. Nothing here but {@link #removeDotSegments} allocates. */
public final class UrlPath {

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
     * Whether every server reads this path as we do. Not so where dots, slashes or backslashes are encoded, once or
     * twice; where a segment is dots and parameters ({@code ..;x}, which servlet containers take for {@code ..}); where
     * {@code ..} meets an empty segment, which many servers drop first; and where a character is no URL's.
     */
    public static boolean isPlain(String path, int end) {
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
                if (isDotsWithParameters(path, start, i)) {
                    return false;
                }
                start = i + 1;
            }
        }
        return !(up && empty);
    }

    /** Whether the path, its dot segments removed (RFC 3986 §5.2.4), begins with these segments. */
    public static boolean isBelow(String[] prefix, String path, int end) {
        if (end == 0 || path.charAt(0) != '/') {
            return prefix.length == 0;
        }
        int depth = 0;
        int matched = 0;
        for (int start = 1; start <= end; ) {
            int stop = segmentEnd(path, start, end);
            if (isDotDot(path, start, stop)) {
                depth = Math.max(0, depth - 1);
                matched = Math.min(matched, depth);
            } else if (!isDot(path, start, stop)) {
                if (matched == depth && depth < prefix.length && isSegment(prefix[depth], path, start, stop)) {
                    matched++;
                }
                depth++;
            }
            start = stop + 1;
        }
        return matched == prefix.length;
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

    private static int segmentEnd(String path, int start, int end) {
        int slash = path.indexOf('/', start);
        return slash < 0 || slash > end ? end : slash;
    }

    private static boolean isSegment(String segment, String path, int start, int stop) {
        return segment.length() == stop - start && path.startsWith(segment, start);
    }

    private static boolean isDot(String path, int start, int stop) {
        return stop - start == 1 && path.charAt(start) == '.';
    }

    private static boolean isDotDot(String path, int start, int stop) {
        return stop - start == 2 && path.charAt(start) == '.' && path.charAt(start + 1) == '.';
    }

    private static boolean isDotsWithParameters(String path, int start, int stop) {
        int i = start;
        while (i < stop && path.charAt(i) == '.') {
            i++;
        }
        return i > start && i < stop && path.charAt(i) == ';';
    }

    private static boolean isPlainEscape(String path, int percent, int end) {
        int value = escaped(path, percent, end);
        if (value == '%') {
            // Twice encoded: what stands after %25 is an escape of its own for a server that decodes twice.
            int high = percent + 3 < end ? Character.digit(path.charAt(percent + 3), 16) : -1;
            int low = percent + 4 < end ? Character.digit(path.charAt(percent + 4), 16) : -1;
            return !isTricky(high * 16 + low) || high < 0 || low < 0;
        }
        return value >= 0 && !isTricky(value);
    }

    private static int escaped(String path, int percent, int end) {
        if (percent + 2 >= end) {
            return -1;
        }
        int high = Character.digit(path.charAt(percent + 1), 16);
        int low = Character.digit(path.charAt(percent + 2), 16);
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }

    private static boolean isTricky(int c) {
        return c == '.' || c == '/' || c == '\\' || c < ' ' || c == 0x7f;
    }
}
