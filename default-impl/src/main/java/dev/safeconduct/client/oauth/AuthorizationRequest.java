package dev.safeconduct.client.oauth;

import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An authorization request (RFC 6749 §4.1.1) with PKCE (RFC 7636 §4.3), which OAuth 2.1 demands. Immutable.
 * {@link #toString} shows neither state nor verifier.
 *
 * @param clientId the client id
 * @param redirectUri where the response is to go
 * @param state comes back with the response and ties it to the browser that asked; see {@code OAuthClient.generateState}
 * @param scope the scope, separated by blanks; null or empty for the server's default
 * @param pkce what the code is bound to
 * @param more other parameters, for example {@code resource} (RFC 8707 §2.1); they cannot replace those above
 */
public record AuthorizationRequest(
        String clientId,
        URI redirectUri,
        String state,
        @Nullable String scope,
        PkceChallenge pkce,
        Map<String, String> more) {

    public AuthorizationRequest {
        more = Collections.unmodifiableMap(new LinkedHashMap<>(more));
    }

    /** A request with no other parameters. */
    public AuthorizationRequest(
            String clientId, URI redirectUri, String state, @Nullable String scope, PkceChallenge pkce) {
        this(clientId, redirectUri, state, scope, pkce, Map.of());
    }

    /** The parameters in their order. Unmodifiable. */
    public Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("response_type", "code");
        parameters.put("client_id", clientId);
        parameters.put("redirect_uri", redirectUri.toString());
        parameters.put("state", state);
        if (scope != null && !scope.isEmpty()) {
            parameters.put("scope", scope);
        }
        parameters.put("code_challenge", pkce.codeChallenge());
        parameters.put("code_challenge_method", pkce.codeChallengeMethod());
        more.forEach(parameters::putIfAbsent);
        return Collections.unmodifiableMap(parameters);
    }

    @Override
    public String toString() {
        return "AuthorizationRequest[" + clientId + ", scope=" + scope + "]";
    }
}
