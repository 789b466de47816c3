package dev.safeconduct.client.internal.endpoint;

import dev.safeconduct.client.internal.text.ServerText;
import dev.safeconduct.client.internal.transport.Form;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The secrets of one request, which some servers repeat in the text of their error: masked wherever that text is shown
 * (THREATS 77). Immutable.
 */
final class SentSecrets {

    /** For a request that has none. */
    static final SentSecrets NONE = new SentSecrets(List.of(), Set.of());

    /** All other parameters may be secret, also those that a user has configured. */
    private static final Set<String> PUBLIC = Set.of(
            "grant_type",
            "client_id",
            "client_assertion_type",
            "scope",
            "resource",
            "audience",
            "redirect_uri",
            "token_type_hint",
            "subject_token_type",
            "requested_token_type");

    /** What is shorter is not a secret, and would mask every other word. */
    private static final int SHORTEST = 4;

    /** Longer than any word of an error code. */
    private static final int LONG = 16;

    private static final String MASK = "***";

    private final List<String> secrets;
    private final Set<String> values;

    private SentSecrets(List<String> secrets, Set<String> values) {
        this.secrets = secrets;
        this.values = values;
    }

    /** Those of a request with this form and these header fields. */
    static SentSecrets of(Map<String, String> form, Map<String, String> headers) {
        List<String> found = new ArrayList<>();
        form.forEach((name, value) -> {
            if (!PUBLIC.contains(name)) {
                found.add(value);
            }
        });
        Set<String> values = new HashSet<>(form.values());
        headers.values().forEach(value -> found.add(value.substring(value.indexOf(' ') + 1)));
        values.addAll(found);
        List<String> all = new ArrayList<>();
        for (String secret : found) {
            if (secret.length() >= SHORTEST) {
                all.add(secret);
                all.add(Form.encode(secret));
                all.add(Form.encode(secret).replace("+", "%20"));
            }
        }
        // A longer one first: it may contain another.
        all.sort(Comparator.comparingInt(String::length).reversed());
        return new SentSecrets(List.copyOf(all), Set.copyOf(values));
    }

    /** Whether the request had this value, secret or not: a token that it could be taken for was not issued (THREATS 99). */
    boolean had(String value) {
        return values.contains(value);
    }

    /**
     * An error code, sanitized. The client acts on it, so ordinary words in it stay, which a configured parameter may also
     * be.
     */
    String maskCode(String code) {
        return mask(code, LONG);
    }

    /** A server's text without them, sanitized and shortened: what is cut off must not leave half a secret. */
    String mask(String text) {
        return mask(text, SHORTEST);
    }

    private String mask(String text, int shortest) {
        String masked = text;
        for (String secret : secrets) {
            if (secret.length() < shortest) {
                break; // the longest come first
            }
            // In any case: the hexadecimal digits of an encoding have two.
            masked = Pattern.compile(Pattern.quote(secret), Pattern.CASE_INSENSITIVE)
                    .matcher(masked)
                    .replaceAll(MASK);
        }
        return ServerText.sanitize(masked);
    }
}
