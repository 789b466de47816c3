package dev.safeconduct.client;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The English in a source file: its comments and its string literals, each with the line where it begins. */
record Prose(int line, boolean isMessage, String text) {

    private static final String LITERAL = "\"[^\"\\\\\\n]*+(?:\\\\.[^\"\\\\\\n]*+)*+\"";

    private static final Pattern PARTS = Pattern.compile(
            "(?<comment>/\\*.*?\\*/|(?://[^\\n]*+(?:\\n\\h*+(?=//))?)+)"
                    + "|(?<block>\"\"\"[^\"\\\\]*+(?:(?:\\\\.|\"(?!\"\"))[^\"\\\\]*+)*+\"\"\")"
                    + "|(?<literals>" + LITERAL + "(?:\\s*+\\+\\s*+" + LITERAL + ")*)"
                    + "|'(?:[^'\\\\\\n]|\\\\.)+'",
            Pattern.DOTALL);

    /** What is between the words of a comment or of a literal that goes on in the next line. */
    private static final Pattern JOINTS = Pattern.compile("\\n\\h*(?:\\*|//)|\"\\s*\\+\\s*\"");

    /** A name in the code, not a word. */
    private static final Pattern NAMES = Pattern.compile("`[^`]*`|\\{@(?:code|link|linkplain|value)\\s+[^}\\s]*");

    static List<Prose> ofSource(String source) {
        List<Prose> found = new ArrayList<>();
        Matcher parts = PARTS.matcher(source);
        while (parts.find()) {
            String literals = parts.group("literals") == null ? parts.group("block") : parts.group("literals");
            String text = literals == null ? parts.group("comment") : literals;
            if (text != null) {
                found.add(new Prose(
                        lineAt(source, parts.start()),
                        literals != null,
                        literals == null ? withoutNames(joined(text)) : joined(text)));
            }
        }
        return found;
    }

    /** A page is prose throughout; a paragraph may go on in the next line. */
    static List<Prose> ofPage(String page) {
        List<Prose> found = new ArrayList<>();
        String[] lines = page.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            found.add(new Prose(i + 1, false, withoutNames(lines[i])));
        }
        return found;
    }

    private static String withoutNames(String text) {
        return NAMES.matcher(text).replaceAll("…");
    }

    private static String joined(String text) {
        return JOINTS.matcher(text).replaceAll(joint -> joint.group().startsWith("\"") ? "" : " ");
    }

    private static int lineAt(String source, int position) {
        return 1
                + (int) source.substring(0, position)
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
    }
}
