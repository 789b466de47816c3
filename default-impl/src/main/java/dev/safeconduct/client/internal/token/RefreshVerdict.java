package dev.safeconduct.client.internal.token;

import dev.safeconduct.client.internal.endpoint.StatusException;
import dev.safeconduct.client.internal.record.RefreshRefusal;
import dev.safeconduct.client.oauth.ErrorResponseException;
import dev.safeconduct.spi.OAuthException;
import java.util.Set;

/** What a failed refresh says of the login (THREATS 87). No network, no state. */
final class RefreshVerdict {

    /** RFC 6749 §5.2, and how GitHub says the same. */
    private static final Set<String> ENDED = Set.of(ErrorResponseException.INVALID_GRANT, "bad_refresh_token");

    /** RFC 9449 §5, §8: about the proof of the request, not about the login. */
    private static final Set<String> OF_PROOFS = Set.of(ErrorResponseException.USE_DPOP_NONCE, "invalid_dpop_proof");

    private RefreshVerdict() {}

    /**
     * Judges.
     *
     * @param configuredClient whether the client is configured: its secret may be wrong here and right elsewhere, which
     *     ends no login
     */
    static RefreshRefusal of(OAuthException failure, boolean configuredClient) {
        if (failure instanceof StatusException) {
            return RefreshRefusal.FOR_NOW;
        }
        if (!(failure instanceof ErrorResponseException error)
                || error.isTransient()
                || OF_PROOFS.contains(error.error())
                || (configuredClient && error.error().equals(ErrorResponseException.INVALID_CLIENT))) {
            return RefreshRefusal.NONE;
        }
        return ENDED.contains(error.error()) ? RefreshRefusal.ENDED : RefreshRefusal.REFUSED;
    }
}
