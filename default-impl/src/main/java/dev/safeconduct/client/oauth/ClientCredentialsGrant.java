package dev.safeconduct.client.oauth;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The client credentials grant (RFC 6749 §4.4).
 *
 * @param scope the scope, separated by blanks, or null
 * @param resource the resource indicator (RFC 8707), or null
 */
public record ClientCredentialsGrant(@Nullable String scope, @Nullable String resource) implements Grant {

    /** The value of {@code grant_type}. */
    public static final String TYPE = "client_credentials";

    @Override
    public Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put(GRANT_TYPE, TYPE);
        if (scope != null) {
            parameters.put(SCOPE, scope);
        }
        if (resource != null) {
            parameters.put(RESOURCE, resource);
        }
        return parameters;
    }
}
