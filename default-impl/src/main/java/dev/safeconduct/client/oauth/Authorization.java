package dev.safeconduct.client.oauth;

import java.net.URI;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What to add to one request so that the server lets it pass. It writes its header fields itself and never hands out
 * the token. Immutable.
 */
public final class Authorization {

    /** The header field that carries a token (RFC 9110 §11.6.2). */
    public static final String HEADER = "Authorization";

    /** The scheme of a token that any holder may use (RFC 6750 §2.1). */
    public static final String BEARER = "Bearer";

    private static final Authorization NONE = new Authorization(null);

    private final @Nullable String accessToken;

    private Authorization(@Nullable String accessToken) {
        this.accessToken = accessToken;
    }

    /** Adds nothing: the request goes out as it is. */
    public static Authorization none() {
        return NONE;
    }

    /** The header field {@code Authorization: Bearer …} (RFC 6750 §2.1). */
    public static Authorization bearer(String accessToken) {
        return new Authorization(accessToken);
    }

    /** Whether this adds nothing. */
    public boolean isNone() {
        return accessToken == null;
    }

    /**
     * The same for one request, for those that are bound to it by a proof (DPoP, RFC 9449 §4.2). A bearer token is good for
     * any request: this itself.
     *
     * @param method the method of the request
     * @param target where it goes, without query and fragment; asked for only if it is needed
     * @param nonce what the server wants to see in the proof (RFC 9449 §9), or null
     */
    @SuppressWarnings("unused") // by a bearer token
    public Authorization forRequest(String method, Supplier<URI> target, @Nullable String nonce) {
        return this;
    }

    /**
     * Writes the header fields.
     *
     * @param headers takes name and value of each; nothing is written by {@link #none()}
     */
    public void writeTo(BiConsumer<String, String> headers) {
        if (accessToken != null) {
            headers.accept(HEADER, BEARER + " " + accessToken);
        }
    }

    /** Whether this carries that access token. */
    public boolean carries(String otherAccessToken) {
        return otherAccessToken.equals(accessToken);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Authorization that && Objects.equals(accessToken, that.accessToken);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(accessToken);
    }

    @Override
    public String toString() {
        return isNone() ? "Authorization[none]" : "Authorization[***]";
    }
}
