package dev.safeconduct.client.oauth;

import java.net.URI;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What to add to one request so that the server lets it pass. It writes its header fields itself and never hands out
 * the token. Immutable. Two are equal if they carry the same token by the same scheme, whatever the proof.
 */
public final class Authorization {

    /** The header field that carries a token (RFC 9110 §11.6.2). */
    public static final String HEADER = "Authorization";

    /** The scheme of a token that any holder may use (RFC 6750 §2.1). */
    public static final String BEARER = "Bearer";

    /** The scheme of a token that is bound to a key (RFC 9449 §7.1). */
    public static final String DPOP = "DPoP";

    private static final Authorization NONE = new Authorization(null, null, null);

    /** What the field {@link #HEADER} has, scheme and token: made once for all requests. Null if nothing is added. */
    private final @Nullable String credentials;

    /** Null if the token is not bound to a key. */
    private final @Nullable DpopProofs proofs;

    /** For one request; null if the token is not bound, or it is not known yet for which. */
    private final @Nullable String proof;

    private Authorization(@Nullable String credentials, @Nullable DpopProofs proofs, @Nullable String proof) {
        this.credentials = credentials;
        this.proofs = proofs;
        this.proof = proof;
    }

    /** Adds nothing: the request goes out as it is. */
    public static Authorization none() {
        return NONE;
    }

    /** The header field {@code Authorization: Bearer …} (RFC 6750 §2.1). */
    public static Authorization bearer(String accessToken) {
        return new Authorization(BEARER + " " + accessToken, null, null);
    }

    /**
     * The header fields {@code Authorization: DPoP …} and {@code DPoP} (RFC 9449 §7.1), once it is known
     * {@linkplain #forRequest for which request}.
     *
     * @param proofs makes proofs with the key that the token is bound to
     */
    public static Authorization dpop(String accessToken, DpopProofs proofs) {
        return new Authorization(DPOP + " " + accessToken, Objects.requireNonNull(proofs, "proofs"), null);
    }

    /** Whether this adds nothing. */
    public boolean isNone() {
        return credentials == null;
    }

    /** Whether each request needs a proof of its own, because the token is bound to a key (RFC 9449). */
    public boolean isBound() {
        return proofs != null;
    }

    /**
     * The same for one request, for those that are bound to it by a proof (DPoP, RFC 9449 §4.2): to be made again for each
     * resend and each hop of a redirect, since a server takes a proof once. A bearer token is good for any request: this
     * itself.
     *
     * @param method the method of the request
     * @param target where it goes, without query and fragment; asked for only if it is needed
     * @param nonce what the server wants to see in the proof (RFC 9449 §9), or null
     */
    public Authorization forRequest(String method, Supplier<URI> target, @Nullable String nonce) {
        if (proofs == null || credentials == null) {
            return this;
        }
        String accessToken = credentials.substring(DPOP.length() + 1);
        return new Authorization(credentials, proofs, proofs.proof(method, target.get(), nonce, accessToken));
    }

    /**
     * Writes the header fields.
     *
     * @param headers takes name and value of each; nothing is written by {@link #none()}
     * @throws IllegalStateException if the token {@linkplain #isBound is bound}, and this is not {@linkplain #forRequest
     *     for a request}
     */
    public void writeTo(BiConsumer<String, String> headers) {
        if (credentials == null) {
            return;
        }
        if (proofs == null) {
            headers.accept(HEADER, credentials);
            return;
        }
        if (proof == null) {
            throw new IllegalStateException("The token is bound to a key, so each request needs a proof of its own:"
                    + " write the result of forRequest.");
        }
        headers.accept(HEADER, credentials);
        headers.accept(DpopProofs.HEADER, proof);
    }

    /** Whether this carries that access token. */
    public boolean carries(String otherAccessToken) {
        int scheme = (isBound() ? DPOP : BEARER).length() + 1;
        return credentials != null
                && credentials.length() == scheme + otherAccessToken.length()
                && credentials.endsWith(otherAccessToken);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Authorization that && Objects.equals(credentials, that.credentials);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(credentials);
    }

    @Override
    public String toString() {
        return isNone() ? "Authorization[none]" : "Authorization[***]";
    }
}
