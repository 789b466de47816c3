package dev.safeconduct.client.internal.text;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Scopes as they are written: words with blanks between them, in no order (RFC 6749 §3.3). */
public final class Scopes {

    /** More is not asked for because a server wants it: it has to fit into the URL of a login page. */
    private static final int MOST = 2048;

    private Scopes() {}

    /** The words of a scope, in their order; empty for null. */
    public static Set<String> words(@Nullable String scope) {
        Set<String> words = new LinkedHashSet<>();
        if (scope != null && !scope.isBlank()) {
            words.addAll(List.of(scope.strip().split("\\s+")));
        }
        return words;
    }

    /** Whether a scope has all words of another. */
    public static boolean includes(@Nullable String scope, @Nullable String other) {
        return words(scope).containsAll(words(other));
    }

    /** The words of both, those of the first before the others; null if there are none. */
    public static @Nullable String union(@Nullable String scope, @Nullable String other) {
        Set<String> all = words(scope);
        all.addAll(words(other));
        return all.isEmpty() ? null : String.join(" ", all);
    }

    /** Whether a scope that a server has named can be asked for: the characters of RFC 6749 §3.3, and not too many. */
    public static boolean isUsable(String scope) {
        return scope.length() <= MOST && scope.chars().allMatch(c -> c >= ' ' && c <= '~' && c != '"' && c != '\\');
    }
}
