package dev.safeconduct.client.internal.dpop;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What servers want to see in the next proof (RFC 9449 §8 and §9): of each origin the last nonce that it has sent.
 * Authorization servers and protected resources have one of these each, as one may be both. Safe for all threads.
 */
public final class Nonces {

    /** The header field that carries one. */
    public static final String HEADER = "DPoP-Nonce";

    private static final int MOST_ORIGINS = 1_000;
    private static final int LONGEST = 1_024;

    private final Map<String, String> byOrigin = new ConcurrentHashMap<>();

    /** The last nonce of the server of this URL; null if it has sent none. */
    public @Nullable String of(URI target) {
        return byOrigin.isEmpty() ? null : byOrigin.get(ProofTarget.origin(target));
    }

    /**
     * Keeps the nonce of a response.
     *
     * @param nonce the value of its {@value #HEADER}; null if it has none, and the last one goes on
     * @return whether there is one that a proof can carry
     */
    public boolean keep(URI target, @Nullable String nonce) {
        if (nonce == null || !isNonce(nonce)) {
            return false;
        }
        String origin = ProofTarget.origin(target);
        if (byOrigin.size() >= MOST_ORIGINS && !byOrigin.containsKey(origin)) {
            byOrigin.clear(); // each costs no more than one request to learn again
        }
        byOrigin.put(origin, nonce);
        return true;
    }

    /** RFC 9449 §8.1: {@code 1*NQCHAR}, and of a length that a header field can carry back. */
    private static boolean isNonce(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST
                && text.chars().allMatch(c -> c >= 0x21 && c <= 0x7e && c != '"' && c != '\\');
    }
}
