package dev.safeconduct.client.grant;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The refresh token grant (RFC 6749 §6).
 *
 * @param refreshToken the refresh token
 * @param resource the resource indicator (RFC 8707), or null
 */
public record RefreshTokenGrant(String refreshToken, @Nullable String resource) implements Grant {

    @Override
    public Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("grant_type", "refresh_token");
        parameters.put("refresh_token", refreshToken);
        if (resource != null) {
            parameters.put("resource", resource);
        }
        return parameters;
    }

    @Override
    public String toString() {
        return "RefreshTokenGrant[resource=" + resource + "]";
    }
}
