package dev.safeconduct.client.oauth;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One pass over one field line, linear in its length. Where the grammar is violated it takes what most servers mean;
 * {@link AuthChallenges} says what that is.
 */
final class ChallengeParser {

    private static final String BLANKS = " \t";
    private static final String BLANKS_AND_COMMA = " \t,";

    private final CharSequence line;
    private final int end;
    private final List<AuthChallenge> result;
    private int at;

    private @Nullable String scheme;
    private @Nullable String token68;
    private Map<String, String> parameters = new LinkedHashMap<>();
    private List<Map.Entry<String, String>> duplicates = new ArrayList<>();

    /**
     * @param most how many characters of the line are read
     * @param result where the challenges go, at most {@link AuthChallenges#MAX_CHALLENGES} with those that are there
     */
    ChallengeParser(CharSequence line, int most, List<AuthChallenge> result) {
        this.line = line;
        this.end = Math.min(line.length(), most);
        this.result = result;
    }

    /** Reads the line. To be called once. */
    void parse() {
        while (result.size() < AuthChallenges.MAX_CHALLENGES) {
            skip(BLANKS_AND_COMMA);
            if (at >= end) {
                if (end == line.length()) {
                    finish();
                }
                return;
            }
            String word = token();
            if (word.isEmpty()) {
                at++; // a character that belongs nowhere
                continue;
            }
            int afterWord = at;
            skip(BLANKS);
            if (at < end && character(at) == '=') {
                at++;
                skip(BLANKS);
                if (at >= end || BLANKS_AND_COMMA.indexOf(character(at)) >= 0) {
                    continue; // a name without a value
                }
                String value = value();
                if (value == null) {
                    return; // a quote without its end
                }
                add(word.toLowerCase(Locale.ROOT), value);
            } else {
                finish();
                scheme = word.toLowerCase(Locale.ROOT);
                if (at > afterWord) {
                    token68 = token68();
                }
            }
        }
    }

    private void add(String name, String value) {
        if (scheme == null || parameters.size() + duplicates.size() >= AuthChallenges.MAX_PARAMETERS) {
            return;
        }
        if (parameters.putIfAbsent(name, value) != null) {
            duplicates.add(Map.entry(name, value));
        }
    }

    private void finish() {
        if (scheme != null) {
            result.add(new AuthChallenge(scheme, parameters, duplicates, token68));
        }
        scheme = null;
        token68 = null;
        parameters = new LinkedHashMap<>();
        duplicates = new ArrayList<>();
    }

    /** RFC 9110 §5.5: what could end a line, or a string, counts as a blank, within quotes too. */
    private char character(int index) {
        char c = line.charAt(index);
        return c == '\r' || c == '\n' || c == '\0' ? ' ' : c;
    }

    private void skip(String characters) {
        while (at < end && characters.indexOf(character(at)) >= 0) {
            at++;
        }
    }

    private String token() {
        int start = at;
        while (at < end && isTokenCharacter(character(at))) {
            at++;
        }
        return text(start, at);
    }

    private static boolean isTokenCharacter(char c) {
        return (c >= '0' && c <= '9')
                || (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c < 0x7f && "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
    }

    /** A token68 that fills the list element, or null without moving. */
    private @Nullable String token68() {
        int start = at;
        while (at < end && (isTokenCharacter(character(at)) || character(at) == '/')) {
            at++;
        }
        boolean empty = at == start;
        while (at < end && character(at) == '=') {
            at++;
        }
        int stop = at;
        skip(BLANKS);
        if (!empty && (at == end || character(at) == ',')) {
            return text(start, stop);
        }
        at = start;
        return null;
    }

    /** A quoted string, or whatever comes before a comma or a blank; null for a quote without its end. */
    private @Nullable String value() {
        if (character(at) == '"') {
            String quoted = quoted();
            skipRest(); // what clings to the closing quote belongs nowhere
            return quoted;
        }
        int start = at;
        skipRest();
        return text(start, at);
    }

    private void skipRest() {
        while (at < end && BLANKS_AND_COMMA.indexOf(character(at)) < 0) {
            at++;
        }
    }

    private @Nullable String quoted() {
        StringBuilder text = new StringBuilder();
        for (at++; at < end; at++) {
            char c = character(at);
            if (c == '"') {
                at++;
                return text.toString();
            }
            if (c == '\\' && at + 1 < end) {
                at++;
                c = character(at);
            }
            text.append(c);
        }
        return null;
    }

    private String text(int from, int to) {
        return line.subSequence(from, to).toString();
    }
}
