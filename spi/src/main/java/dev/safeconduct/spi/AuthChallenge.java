package dev.safeconduct.spi;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One challenge of a {@code WWW-Authenticate} field (RFC 9110 §11.6.1).
 *
 * @param scheme the scheme, in lower case
 * @param parameters the parameters, names in lower case, values without quotes; of duplicates the first
 * @param token68 the token that some schemes have instead of parameters, or null
 */
public record AuthChallenge(String scheme, Map<String, String> parameters, @Nullable String token68) {

    public AuthChallenge {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /** Whether the scheme takes an OAuth access token: {@code Bearer} (RFC 6750) or {@code DPoP} (RFC 9449). */
    public boolean takesAccessToken() {
        return scheme.equals("bearer") || scheme.equals("dpop");
    }

    /** The {@code realm}, or null. */
    public @Nullable String realm() {
        return parameters.get("realm");
    }

    /** The scope that is needed, separated by blanks (RFC 6750 §3), or null. */
    public @Nullable String scope() {
        return parameters.get("scope");
    }

    /** The error code (RFC 6750 §3.1), or null. */
    public @Nullable String error() {
        return parameters.get("error");
    }

    /** The URL of the protected resource metadata (RFC 9728 §5.1), or null. */
    public @Nullable String resourceMetadata() {
        return parameters.get("resource_metadata");
    }
}
