package dev.safeconduct.client.internal.endpoint;

import dev.safeconduct.client.oauth.Authorization;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code token_type} means (THREATS 16). RFC 6749 §7.1 forbids the use of a token whose type is unknown; vendors
 * write words of their own for what is used as Bearer (RFC 6750), so that a word which is not registered means Bearer,
 * a deliberate exception. What is bound to a key can be used only with the key; where a request had a proof, only what
 * is bound is taken, because any holder could use the rest (THREATS 94).
 */
final class TokenTypes {

    /** The other entries of the registry of access token types, and the draft that older servers know. */
    private static final Set<String> OTHERS = Set.of("n_a", "pop", "dpop", "mac");

    /** What binds a token to a key (RFC 7800 §3.1, RFC 9449 §6, draft-ietf-oauth-pop-key-distribution). */
    private static final Set<String> BINDINGS = Set.of("cnf", "key");

    private TokenTypes() {}

    /**
     * As what a token is used.
     *
     * @param type as the server writes it
     * @param members of the response
     * @param bound whether the request had a proof
     * @return {@code Bearer} or {@code DPoP}; null if the token must not be used
     */
    static @Nullable String meant(String type, Map<String, @Nullable Object> members, boolean bound) {
        if (bound) {
            return type.equalsIgnoreCase(Authorization.DPOP) ? Authorization.DPOP : null;
        }
        if (type.equals(Authorization.BEARER)) {
            return Authorization.BEARER;
        }
        boolean isBearer = !OTHERS.contains(type.toLowerCase(Locale.ROOT))
                && BINDINGS.stream().noneMatch(members::containsKey);
        return isBearer ? Authorization.BEARER : null;
    }
}
