package dev.safeconduct.client.oauth;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One challenge of a {@code WWW-Authenticate} field (RFC 9110 §11.6.1). Every text in it is the server's: show it as
 * theirs.
 *
 * @param scheme the scheme, in lower case
 * @param parameters the parameters in their order, names in lower case, values without quotes; of duplicates the first
 * @param duplicates the parameters whose name had come before, in their order: they are not used, but seen; empty as a
 *     rule
 * @param token68 the token that some schemes have instead of parameters, or null
 */
public record AuthChallenge(
        String scheme,
        Map<String, String> parameters,
        List<Map.Entry<String, String>> duplicates,
        @Nullable String token68) {

    /** The header field that carries challenges (RFC 9110 §11.6.1). */
    public static final String HEADER = "WWW-Authenticate";

    public AuthChallenge {
        parameters = ChallengeParameters.copyOf(parameters);
        duplicates = List.copyOf(duplicates);
    }

    /** A challenge that names nothing twice. */
    public AuthChallenge(String scheme, Map<String, String> parameters, @Nullable String token68) {
        this(scheme, parameters, List.of(), token68);
    }

    /** Whether the scheme takes an OAuth access token: {@code Bearer} (RFC 6750) or {@code DPoP} (RFC 9449). */
    public boolean takesAccessToken() {
        return scheme.equals("bearer") || scheme.equals("dpop");
    }

    /** Whether the server wants a DPoP proof, which only a token that is bound to a key can have (RFC 9449 §7.1). */
    public boolean isDpop() {
        return scheme.equals("dpop");
    }

    /** Whether nothing is wrong but that the proof lacks the nonce of the server (RFC 9449 §9). */
    public boolean asksForNonce() {
        return isDpop() && ErrorResponseException.USE_DPOP_NONCE.equals(error());
    }

    /**
     * Whether the challenge itself says that OAuth is the way in: {@code Bearer} with a {@link #realm()}, a
     * {@link #resourceMetadata()} or an {@link #issuer()}. This is not what decides whether a 401 is answered: many
     * servers send a bare {@code Bearer}, or nothing at all, and publish their metadata in the well-known places.
     */
    public boolean isOAuthChallenge() {
        return scheme.equals("bearer") && (isGiven(realm()) || isGiven(resourceMetadata()) || issuer() != null);
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

    /** Whether it says that the scope of the access token is too small (RFC 6750 §3.1). */
    public boolean isInsufficientScope() {
        return takesAccessToken() && ErrorResponseException.INSUFFICIENT_SCOPE.equals(error());
    }

    /** What the server says about the error (RFC 6750 §3), or null. */
    public @Nullable String errorDescription() {
        return parameters.get("error_description");
    }

    /** The URL of the protected resource metadata (RFC 9728 §5.1), or null. */
    public @Nullable String resourceMetadata() {
        return parameters.get("resource_metadata");
    }

    /**
     * The issuer identifier (RFC 8414 §2) of an authorization server that the challenge seems to name: the parameter
     * {@code issuer}, else the {@code realm}, where it is an {@code http} or {@code https} URL with a host and without
     * user information, query or fragment; else null. Only a guess, until the metadata found there names exactly it.
     */
    public @Nullable String issuer() {
        String explicit = parameters.get("issuer");
        if (isIssuer(explicit)) {
            return explicit;
        }
        String realm = realm();
        return isIssuer(realm) ? realm : null;
    }

    private static boolean isIssuer(@Nullable String text) {
        if (text == null || !(text.startsWith("https://") || text.startsWith("http://"))) {
            return false;
        }
        try {
            URI uri = new URI(text);
            return uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean isGiven(@Nullable String value) {
        return value != null && !value.isEmpty();
    }
}
