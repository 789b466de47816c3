package dev.safeconduct.client.oauth;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Token exchange (RFC 8693 §2.1): a token of one authorization server for one of another.
 *
 * @param subjectToken the token that is exchanged
 * @param subjectTokenType what it is, for example {@link #ACCESS_TOKEN_TYPE}
 * @param actorToken the token of the one who acts for the subject, or null
 * @param actorTokenType what that is; null without one
 * @param audience for whom the new token is to be, or null
 * @param scope the scope of the new token, separated by blanks, or null
 * @param resource the resource indicator (RFC 8707), or null
 * @param requestedTokenType what the new token is to be, or null
 */
public record TokenExchangeGrant(
        String subjectToken,
        String subjectTokenType,
        @Nullable String actorToken,
        @Nullable String actorTokenType,
        @Nullable String audience,
        @Nullable String scope,
        @Nullable String resource,
        @Nullable String requestedTokenType)
        implements Grant {

    /** The value of {@code grant_type}. */
    public static final String TYPE = "urn:ietf:params:oauth:grant-type:token-exchange";

    /** The token type of an access token (RFC 8693 §3). */
    public static final String ACCESS_TOKEN_TYPE = "urn:ietf:params:oauth:token-type:access_token";

    /** The token type of an ID token (RFC 8693 §3). */
    public static final String ID_TOKEN_TYPE = "urn:ietf:params:oauth:token-type:id_token";

    /** The token type of an identity assertion grant (draft-ietf-oauth-identity-assertion-authz-grant). */
    public static final String ID_JAG_TYPE = "urn:ietf:params:oauth:token-type:id-jag";

    /** An exchange without an actor. */
    public TokenExchangeGrant(
            String subjectToken,
            String subjectTokenType,
            @Nullable String audience,
            @Nullable String scope,
            @Nullable String resource,
            @Nullable String requestedTokenType) {
        this(subjectToken, subjectTokenType, null, null, audience, scope, resource, requestedTokenType);
    }

    @Override
    public Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put(GRANT_TYPE, TYPE);
        parameters.put(SUBJECT_TOKEN, subjectToken);
        parameters.put(SUBJECT_TOKEN_TYPE, subjectTokenType);
        put(parameters, ACTOR_TOKEN, actorToken);
        put(parameters, ACTOR_TOKEN_TYPE, actorTokenType);
        put(parameters, AUDIENCE, audience);
        put(parameters, SCOPE, scope);
        put(parameters, RESOURCE, resource);
        put(parameters, REQUESTED_TOKEN_TYPE, requestedTokenType);
        return parameters;
    }

    private static void put(Map<String, String> parameters, String name, @Nullable String value) {
        if (value != null) {
            parameters.put(name, value);
        }
    }

    @Override
    public String toString() {
        return "TokenExchangeGrant[subjectTokenType=" + subjectTokenType + ", audience=" + audience + "]";
    }
}
