package dev.safeconduct.client.internal.authentication;

import dev.safeconduct.client.oauth.IdTokenClaims;
import dev.safeconduct.client.oauth.OAuthJson;
import dev.safeconduct.spi.OAuthException;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An ID token in its parts (RFC 7515 §7.1), read and not verified. {@link #toString} shows nothing of it.
 *
 * @param text as it came
 * @param header the JOSE header
 * @param claims the claims
 */
public record SignedToken(String text, Map<String, @Nullable Object> header, IdTokenClaims claims) {

    private static final int PARTS = 3;

    /**
     * Reads a token.
     *
     * @throws OAuthException if that is not possible; the message quotes nothing of it
     */
    public static SignedToken parse(String text) throws OAuthException {
        String[] parts = text.split("\\.", PARTS + 1);
        if (parts.length != PARTS) {
            throw new OAuthException("The ID token is not a signed JWT: it does not have three parts.");
        }
        return new SignedToken(
                text, json(parts[0], "header of the ID token"), new IdTokenClaims(json(parts[1], "ID token")));
    }

    /** How it says it is signed (RFC 7518 §3.1), or null. */
    public @Nullable String algorithm() {
        return header.get("alg") instanceof String name ? name : null;
    }

    /** The key with which it says it is signed, or null. */
    public @Nullable String keyId() {
        return header.get("kid") instanceof String id ? id : null;
    }

    private static Map<String, @Nullable Object> json(String part, String what) throws OAuthException {
        byte[] json;
        try {
            json = Base64.getUrlDecoder().decode(part);
        } catch (IllegalArgumentException e) {
            throw new OAuthException("The " + what + " is not base64url."); // the cause quotes it
        }
        return OAuthJson.parseObject(json, what);
    }

    @Override
    public String toString() {
        return "SignedToken[***]";
    }
}
