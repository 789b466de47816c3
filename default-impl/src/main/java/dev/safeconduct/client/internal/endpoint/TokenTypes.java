package dev.safeconduct.client.internal.endpoint;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code token_type} means (THREATS 16). RFC 6749 §7.1 forbids the use of a token whose type is unknown; vendors
 * write words of their own for what is used as Bearer (RFC 6750), so that a word which is not registered means Bearer,
 * a deliberate exception. Requests carry no proof here, so what is bound to a key cannot be used.
 */
final class TokenTypes {

    /** The other entries of the registry of access token types, and the draft that older servers know. */
    private static final Set<String> OTHERS = Set.of("n_a", "pop", "dpop", "mac");

    /** What binds a token to a key (RFC 7800 §3.1, RFC 9449 §6, draft-ietf-oauth-pop-key-distribution). */
    private static final Set<String> BINDINGS = Set.of("cnf", "key");

    private TokenTypes() {}

    /** Whether a type that is not Bearer means it all the same, in a response with these members. */
    static boolean meansBearer(String type, Map<String, @Nullable Object> members) {
        return !OTHERS.contains(type.toLowerCase(Locale.ROOT))
                && BINDINGS.stream().noneMatch(members::containsKey);
    }
}
