package dev.safeconduct.client.internal.text;

/** Makes text that a server chose fit to be shown: in a terminal, a log or (then also escaped) a page. */
public final class ServerText {

    private static final int LIMIT = 256;
    private static final int ELLIPSIS = '…';

    private ServerText() {}

    /**
     * Takes out what could act rather than be read: C0 and C1 controls (terminal escapes), bidirectional controls and
     * unpaired surrogates. A line break or a tab becomes a space, so that words stay apart and no text can start a
     * line.
     *
     * @return at most 256 {@code char}s; what was longer ends with an ellipsis
     */
    public static String sanitize(String text) {
        StringBuilder shown = new StringBuilder(Math.min(text.length(), LIMIT));
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            i += Character.charCount(character);
            if (isBreak(character)) {
                character = ' ';
            } else if (isActive(character)) {
                continue;
            }
            if (shown.length() + Character.charCount(character) > LIMIT) {
                return cut(shown);
            }
            shown.appendCodePoint(character);
        }
        return shown.toString();
    }

    private static boolean isBreak(int character) {
        return switch (character) {
            case '\t', '\n', '\r', 0x85, 0x2028, 0x2029 -> true;
            default -> false;
        };
    }

    private static boolean isActive(int character) {
        return Character.isISOControl(character)
                || character == 0x061C
                || character == 0x200E
                || character == 0x200F
                || (character >= 0x202A && character <= 0x202E)
                || (character >= 0x2066 && character <= 0x2069)
                || (character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE);
    }

    private static String cut(StringBuilder shown) {
        int end = shown.offsetByCodePoints(shown.length(), -1);
        shown.setLength(end);
        return shown.appendCodePoint(ELLIPSIS).toString();
    }
}
