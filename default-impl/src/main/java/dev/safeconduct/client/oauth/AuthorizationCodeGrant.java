package dev.safeconduct.client.oauth;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The authorization code grant (RFC 6749 §4.1.3) with PKCE (RFC 7636 §4.5).
 *
 * @param code the authorization code
 * @param redirectUri the redirect URI of the authorization request
 * @param codeVerifier the PKCE verifier of the authorization request
 * @param resource the resource indicator (RFC 8707), or null
 */
public record AuthorizationCodeGrant(String code, URI redirectUri, String codeVerifier, @Nullable String resource)
        implements Grant {

    /** The value of {@code grant_type}. */
    public static final String TYPE = "authorization_code";

    @Override
    public Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put(GRANT_TYPE, TYPE);
        parameters.put(CODE, code);
        parameters.put(REDIRECT_URI, redirectUri.toString());
        parameters.put(CODE_VERIFIER, codeVerifier);
        if (resource != null) {
            parameters.put(RESOURCE, resource);
        }
        return parameters;
    }

    @Override
    public String toString() {
        return "AuthorizationCodeGrant[resource=" + resource + "]";
    }
}
