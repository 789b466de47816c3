package dev.safeconduct.client.internal.challenge;

import dev.safeconduct.spi.AuthChallenge;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One pass over one field line, linear in its length. Where the grammar is violated it takes what most servers mean:
 * missing commas, blanks around {@code =}, an unquoted URL. An unterminated quote ends the line and drops the challenge
 * it belongs to.
 */
final class ChallengeParser {

    private final String line;
    private final List<AuthChallenge> result;
    private int at;

    private @Nullable String scheme;
    private @Nullable String token68;
    private Map<String, String> parameters = new LinkedHashMap<>();

    ChallengeParser(String line, List<AuthChallenge> result) {
        this.line = line;
        this.result = result;
    }

    void parse() {
        while (true) {
            skip(", \t");
            if (at >= line.length()) {
                finish();
                return;
            }
            String word = token();
            if (word.isEmpty()) {
                at++; // a character that belongs nowhere
                continue;
            }
            int afterWord = at;
            skip(" \t");
            if (scheme != null && at < line.length() && line.charAt(at) == '=') {
                at++;
                skip(" \t");
                String value = value();
                if (value == null) {
                    return; // unterminated quote: the challenge it belongs to is dropped
                }
                parameters.putIfAbsent(word.toLowerCase(Locale.ROOT), value);
            } else {
                finish();
                scheme = word.toLowerCase(Locale.ROOT);
                if (at > afterWord) {
                    token68 = token68();
                }
            }
        }
    }

    private void finish() {
        if (scheme != null) {
            result.add(new AuthChallenge(scheme, parameters, token68));
        }
        scheme = null;
        token68 = null;
        parameters = new LinkedHashMap<>();
    }

    private void skip(String characters) {
        while (at < line.length() && characters.indexOf(line.charAt(at)) >= 0) {
            at++;
        }
    }

    private String token() {
        int start = at;
        while (at < line.length() && isTokenCharacter(line.charAt(at))) {
            at++;
        }
        return line.substring(start, at);
    }

    private static boolean isTokenCharacter(char c) {
        return (c >= '0' && c <= '9')
                || (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c < 0x7f && "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
    }

    /** A token68 that fills the list element, or null without moving. */
    private @Nullable String token68() {
        int end = at;
        while (end < line.length() && (isTokenCharacter(line.charAt(end)) || line.charAt(end) == '/')) {
            end++;
        }
        int body = end;
        while (end < line.length() && line.charAt(end) == '=') {
            end++;
        }
        int next = end;
        while (next < line.length() && (line.charAt(next) == ' ' || line.charAt(next) == '\t')) {
            next++;
        }
        boolean fillsElement = body > at && (next == line.length() || line.charAt(next) == ',');
        if (!fillsElement) {
            return null;
        }
        String found = line.substring(at, end);
        at = end;
        return found;
    }

    private @Nullable String value() {
        if (at < line.length() && line.charAt(at) == '"') {
            return quoted();
        }
        int start = at;
        while (at < line.length() && ", \t".indexOf(line.charAt(at)) < 0) {
            at++;
        }
        return line.substring(start, at);
    }

    private @Nullable String quoted() {
        StringBuilder text = new StringBuilder();
        for (at++; at < line.length(); at++) {
            char c = line.charAt(at);
            if (c == '"') {
                at++;
                return text.toString();
            }
            if (c == '\\' && at + 1 < line.length()) {
                at++;
                c = line.charAt(at);
            }
            text.append(c);
        }
        return null;
    }
}
