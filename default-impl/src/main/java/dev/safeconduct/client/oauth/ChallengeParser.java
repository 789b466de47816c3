package dev.safeconduct.client.oauth;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One pass over field lines, linear in their length. Where the grammar is violated it takes what most servers mean;
 * {@link AuthChallenges} says what that is. A text is made only of what is kept.
 */
final class ChallengeParser {

    /** Schemes and parameters that are no new text each time. */
    private static final String[] WELL_KNOWN = {
        "bearer",
        "realm",
        "error",
        "scope",
        "error_description",
        "resource_metadata",
        "error_uri",
        "dpop",
        "algs",
        "basic",
        "charset",
        "negotiate",
        "digest",
        "nonce"
    };

    private static final boolean[] TOKEN_CHARACTERS = new boolean[128];

    static {
        for (char c = '!'; c < 127; c++) {
            TOKEN_CHARACTERS[c] = "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0;
        }
    }

    private final List<AuthChallenge> result = new ArrayList<>(2);
    private final ChallengeParameters.Builder parameters = new ChallengeParameters.Builder();
    private CharSequence line = "";
    private int end;
    private int at;

    private @Nullable String scheme;
    private @Nullable String token68;
    private List<Map.Entry<String, String>> duplicates = List.of();

    List<AuthChallenge> result() {
        return List.copyOf(result);
    }

    boolean isFull() {
        return result.size() >= AuthChallenges.MAX_CHALLENGES;
    }

    /**
     * Reads a line.
     *
     * @param most how many characters of it are read
     */
    void parse(CharSequence line, int most) {
        this.line = line;
        end = Math.min(line.length(), most);
        at = 0;
        read();
        start(null); // what is left there ended within the line
    }

    private void read() {
        while (!isFull()) {
            skipBlanksAndCommas();
            if (at >= end) {
                if (end == line.length()) {
                    finish();
                }
                return;
            }
            int word = at;
            skipToken();
            if (at == word) {
                at++; // a character that belongs nowhere
                continue;
            }
            int afterWord = at;
            skipBlanks();
            if (at < end && line.charAt(at) == '=') {
                at++;
                skipBlanks();
                if (at >= end || isBlankOrComma(at)) {
                    continue; // a name without a value
                }
                if (scheme == null || parameters.size() + duplicates.size() >= AuthChallenges.MAX_PARAMETERS) {
                    if (!skipValue()) {
                        return;
                    }
                    continue;
                }
                String value = value();
                if (value == null) {
                    return; // a quote without its end
                }
                add(name(word, afterWord), value);
            } else {
                finish();
                start(name(word, afterWord));
                if (at > afterWord) {
                    token68 = token68();
                }
            }
        }
    }

    private void add(String name, String value) {
        if (!parameters.putIfAbsent(name, value)) {
            if (duplicates.isEmpty()) {
                duplicates = new ArrayList<>();
            }
            duplicates.add(Map.entry(name, value));
        }
    }

    private void finish() {
        if (scheme != null) {
            result.add(new AuthChallenge(scheme, parameters.build(), duplicates, token68));
        }
        start(null);
    }

    private void start(@Nullable String next) {
        scheme = next;
        token68 = null;
        parameters.clear();
        duplicates = List.of();
    }

    /** In lower case. */
    private String name(int from, int to) {
        for (String name : WELL_KNOWN) {
            if (name.length() == to - from && isAt(from, name)) {
                return name;
            }
        }
        return text(from, to).toLowerCase(Locale.ROOT);
    }

    private boolean isAt(int from, String lowerCase) {
        for (int i = 0; i < lowerCase.length(); i++) {
            char c = line.charAt(from + i);
            if ((c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c) != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private String text(int from, int to) {
        return line.subSequence(from, to).toString();
    }

    /** RFC 9110 §5.5: what could end a line, or a string, counts as a blank, within quotes too. */
    private static char readable(char c) {
        return c == '\r' || c == '\n' || c == '\0' ? ' ' : c;
    }

    private boolean isBlank(int index) {
        char c = line.charAt(index);
        return c == '\t' || readable(c) == ' ';
    }

    private boolean isBlankOrComma(int index) {
        return line.charAt(index) == ',' || isBlank(index);
    }

    private void skipBlanks() {
        while (at < end && isBlank(at)) {
            at++;
        }
    }

    private void skipBlanksAndCommas() {
        while (at < end && isBlankOrComma(at)) {
            at++;
        }
    }

    private void skipToken() {
        while (at < end && isTokenCharacter(line.charAt(at))) {
            at++;
        }
    }

    private static boolean isTokenCharacter(char c) {
        return c < 128 && TOKEN_CHARACTERS[c];
    }

    /** A token68 that fills the list element, or null without moving. */
    private @Nullable String token68() {
        int start = at;
        while (at < end && (isTokenCharacter(line.charAt(at)) || line.charAt(at) == '/')) {
            at++;
        }
        boolean empty = at == start;
        while (at < end && line.charAt(at) == '=') {
            at++;
        }
        int stop = at;
        skipBlanks();
        if (!empty && (at == end || line.charAt(at) == ',')) {
            return text(start, stop);
        }
        at = start;
        return null;
    }

    /** A quoted string, or whatever comes before a comma or a blank; null for a quote without its end. */
    private @Nullable String value() {
        int start = at;
        if (!skipValue()) {
            return null;
        }
        return line.charAt(start) == '"' ? unquoted(start + 1) : text(start, at);
    }

    /** False for a quote without its end. */
    private boolean skipValue() {
        if (line.charAt(at) == '"') {
            for (at++; at < end && line.charAt(at) != '"'; at++) {
                if (line.charAt(at) == '\\') {
                    at++;
                }
            }
            if (at >= end) {
                return false;
            }
        }
        while (at < end && !isBlankOrComma(at)) { // what clings to the closing quote belongs nowhere
            at++;
        }
        return true;
    }

    /** What is from there to the next quote, of which there is one. */
    private String unquoted(int from) {
        int to = from;
        char c = line.charAt(to);
        while (c != '"' && c != '\\' && readable(c) == c) {
            c = line.charAt(++to);
        }
        if (c == '"') {
            return text(from, to);
        }
        StringBuilder text = new StringBuilder(to - from + 16).append(line, from, to);
        for (; c != '"'; c = line.charAt(++to)) {
            text.append(readable(c == '\\' ? line.charAt(++to) : c));
        }
        return text.toString();
    }
}
