package dev.safeconduct.client.internal.text;

/**
 * Comparison without the case of ASCII letters. {@link String#equalsIgnoreCase} would take the Kelvin sign for a k and
 * the long s for an s, and so a look-alike host for the configured one (THREATS 06).
 */
public final class AsciiCase {

    private AsciiCase() {}

    /** Whether {@code text} from {@code start} to {@code end} is {@code lower}, which has no upper-case letters. */
    public static boolean equal(String lower, String text, int start, int end) {
        return end - start == lower.length()
                && (text.startsWith(lower, start) || matches(lower, 0, text, start, lower.length()));
    }

    /** Whether both are the same. */
    public static boolean equal(String one, String other) {
        if (one.length() != other.length()) {
            return false;
        }
        for (int i = 0; i < one.length(); i++) {
            if (fold(one.charAt(i)) != fold(other.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether {@code text} is {@code lower} without its first and last character. */
    public static boolean isInside(String lower, String text) {
        return text.length() == lower.length() - 2 && matches(lower, 1, text, 0, text.length());
    }

    /** The character in lower case, if it is an ASCII letter. */
    public static char fold(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
    }

    private static boolean matches(String lower, int from, String text, int start, int length) {
        for (int i = 0; i < length; i++) {
            if (fold(text.charAt(start + i)) != lower.charAt(from + i)) {
                return false;
            }
        }
        return true;
    }
}
