package dev.safeconduct.client.oauth;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The refresh token grant (RFC 6749 §6).
 *
 * @param refreshToken the refresh token
 * @param resource the resource indicator (RFC 8707), or null
 */
public record RefreshTokenGrant(String refreshToken, @Nullable String resource) implements Grant {

    /** The value of {@code grant_type}. */
    public static final String TYPE = "refresh_token";

    @Override
    public Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put(GRANT_TYPE, TYPE);
        parameters.put(REFRESH_TOKEN, refreshToken);
        if (resource != null) {
            parameters.put(RESOURCE, resource);
        }
        return parameters;
    }

    @Override
    public String toString() {
        return "RefreshTokenGrant[resource=" + resource + "]";
    }

    /**
     * The grant types of a registration without this one (RFC 7591 §2).
     *
     * @return the same in their order; a list that does not have it is equal to it
     */
    public static List<String> removedFrom(List<String> grantTypes) {
        return grantTypes.stream().filter(type -> !type.equals(TYPE)).toList();
    }
}
