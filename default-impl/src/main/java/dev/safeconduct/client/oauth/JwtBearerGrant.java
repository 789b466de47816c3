package dev.safeconduct.client.oauth;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JWT bearer grant (RFC 7523 §2.1): a token for an assertion of another party that the authorization server trusts.
 *
 * @param assertion the JWT
 * @param scope the scope, separated by blanks, or null
 * @param resource the resource indicator (RFC 8707), or null
 */
public record JwtBearerGrant(String assertion, @Nullable String scope, @Nullable String resource) implements Grant {

    /** The value of {@code grant_type}. */
    public static final String TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    @Override
    public Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put(GRANT_TYPE, TYPE);
        parameters.put(ASSERTION, assertion);
        if (scope != null) {
            parameters.put(SCOPE, scope);
        }
        if (resource != null) {
            parameters.put(RESOURCE, resource);
        }
        return parameters;
    }

    @Override
    public String toString() {
        return "JwtBearerGrant[scope=" + scope + ", resource=" + resource + "]";
    }
}
