package dev.safeconduct.client.muster;

import dev.safeconduct.spi.OAuthException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A server that a user has to log in to. Immutable.
 *
 * @param server the server's name, which is the argument of the tool
 * @param issuer its authorization server; empty if that is not known
 * @param scope the scope that is needed, separated by blanks, or null
 * @param authTool {@value ServerAuthStatus#AUTH_TOOL}; empty for servers with single sign-on
 */
public record AuthRequiredInfo(String server, String issuer, @Nullable String scope, String authTool) {

    /**
     * What a status says about its server.
     *
     * @throws IllegalArgumentException if a login is not needed there
     */
    public static AuthRequiredInfo of(ServerAuthStatus status) {
        if (!status.status().needsLogin()) {
            throw new IllegalArgumentException("A login is not needed where the status is "
                    + status.status().value() + ".");
        }
        return new AuthRequiredInfo(
                status.name(), orEmpty(status.issuer()), status.scope(), orEmpty(status.authTool()));
    }

    /**
     * Reads a JSON object.
     *
     * @throws OAuthException if the server is missing, or a member has the wrong type
     */
    public static AuthRequiredInfo of(Map<String, ? extends @Nullable Object> json) throws OAuthException {
        return new AuthRequiredInfo(
                StatusJson.required(json, "server"),
                orEmpty(StatusJson.text(json, "issuer")),
                StatusJson.text(json, "scope"),
                orEmpty(StatusJson.text(json, "auth_tool")));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** The JSON object: all members, but the scope only where there is one. */
    public Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("server", server);
        json.put("issuer", issuer);
        StatusJson.put(json, "scope", scope);
        json.put("auth_tool", authTool);
        return json;
    }
}
