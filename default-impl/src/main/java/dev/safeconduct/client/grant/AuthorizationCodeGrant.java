package dev.safeconduct.client.grant;

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

    @Override
    public Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("grant_type", "authorization_code");
        parameters.put("code", code);
        parameters.put("redirect_uri", redirectUri.toString());
        parameters.put("code_verifier", codeVerifier);
        if (resource != null) {
            parameters.put("resource", resource);
        }
        return parameters;
    }

    @Override
    public String toString() {
        return "AuthorizationCodeGrant[resource=" + resource + "]";
    }
}
