package dev.safeconduct.client.internal.endpoint;

import dev.safeconduct.client.internal.transport.HttpResult;
import dev.safeconduct.client.oauth.ErrorResponseException;
import dev.safeconduct.client.oauth.OAuthJson;
import dev.safeconduct.client.oauth.Token;
import dev.safeconduct.client.oauth.TokenResponse;
import dev.safeconduct.spi.MetadataException;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TransientException;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Judges what an endpoint of an authorization server answered. No network, no state. */
public final class EndpointResponses {

    /** What else stands in the place of a type may be anything, as a token where a server's form is damaged. */
    private static final Pattern TYPE_NAME = Pattern.compile("[-._:\\p{Alnum}]{1,64}");

    private EndpointResponses() {}

    /**
     * A token response (RFC 6749 §5.1), as leniently as real servers need: form encoding is read, and {@code expires_in}
     * takes precedence over a time of expiry by the server's clock.
     *
     * @param endpoint what was asked, in words
     * @param sent what must not be shown, should the server repeat it, and is not a token
     * @param now the time at which the answer came
     * @param bound whether the request had a proof, so that the token has to be bound to its key (RFC 9449 §5)
     * @throws ErrorResponseException if the server says that there is an error, whatever the status
     * @throws OAuthException if it is not a usable token; the message never holds a part of it
     */
    static Token token(HttpResult answer, String endpoint, SentSecrets sent, Instant now, boolean bound)
            throws OAuthException {
        Map<String, @Nullable Object> members = members(answer, endpoint, sent);
        if (new TokenResponse(members).expiresIn() != null) {
            members.remove(TokenResponse.EXPIRES_AT);
        }
        TokenResponse response = new TokenResponse(members);
        Token token;
        try {
            token = Token.of(response, now);
        } catch (MetadataException e) {
            throw unusable(endpoint, e.getMessage(), e);
        }
        if (sent.had(token.accessToken())) {
            throw unusable(endpoint, "Its access token is a value of the request.", null);
        }
        String type = TokenTypes.meant(token.tokenType(), members, bound);
        if (type == null) {
            throw new OAuthException("The " + endpoint + " issued a token of a type that is not supported"
                    + (bound ? " where one was asked for that is bound to a key (DPoP): " : ": ")
                    + (TYPE_NAME.matcher(token.tokenType()).matches() ? sent.mask(token.tokenType()) : "(not a name)")
                    + ".");
        }
        return token.withTokenType(type);
    }

    /** Whether a token request was refused for nothing but that its proof lacks a nonce (RFC 9449 §8). */
    static boolean asksForNonce(HttpResult answer) {
        try {
            return answer.status() / 100 == 4
                    && ErrorResponseException.USE_DPOP_NONCE.equals(
                            OAuthJson.parseObject(answer.body(), "error response")
                                    .get(ErrorResponseException.ERROR));
        } catch (OAuthException e) {
            return false;
        }
    }

    /**
     * The response to a token exchange for something else than an access token (RFC 8693 §2.2.1), which says so itself.
     *
     * @param requested the {@code requested_token_type}
     * @return what was issued
     * @throws OAuthException if it is not what was asked for; the message never holds a part of it
     */
    static String exchanged(HttpResult answer, String endpoint, SentSecrets sent, String requested)
            throws OAuthException {
        Map<String, @Nullable Object> members = members(answer, endpoint, sent);
        if (!(members.get(TokenResponse.ACCESS_TOKEN) instanceof String issued) || issued.isEmpty()) {
            throw unusable(endpoint, "The response has no token.", null);
        }
        if (sent.had(issued)) {
            throw unusable(endpoint, "Its token is a value of the request.", null);
        }
        if (!requested.equals(members.get("issued_token_type"))) {
            throw unusable(endpoint, "Its issued_token_type is not the " + requested + " that was asked for.", null);
        }
        return issued;
    }

    private static Map<String, @Nullable Object> members(HttpResult answer, String endpoint, SentSecrets sent)
            throws OAuthException {
        Map<String, @Nullable Object> form = FormResponse.parse(answer.body());
        return form == null ? success(answer, endpoint, sent) : checked(form, answer, endpoint, sent);
    }

    private static OAuthException unusable(String endpoint, @Nullable String why, @Nullable Exception cause) {
        return new OAuthException(
                "The " + endpoint + " issued no token that can be used, and none was stored. " + why, cause);
    }

    /**
     * A JSON object with a status of 2xx.
     *
     * @param sent what must not be shown, should the server repeat it
     * @throws ErrorResponseException if the server says that there is an error, whatever the status
     */
    static Map<String, @Nullable Object> success(HttpResult answer, String endpoint, SentSecrets sent)
            throws OAuthException {
        Map<String, @Nullable Object> json;
        try {
            json = OAuthJson.parseObject(answer.body(), "response of the " + endpoint);
        } catch (OAuthException e) {
            checkStatus(answer, endpoint);
            throw e;
        }
        return checked(json, answer, endpoint, sent);
    }

    /** Some servers say by an empty {@code error} that there was no error. */
    private static Map<String, @Nullable Object> checked(
            Map<String, @Nullable Object> members, HttpResult answer, String endpoint, SentSecrets sent)
            throws OAuthException {
        Object error = members.get(ErrorResponseException.ERROR);
        if (error instanceof String code && !code.isEmpty()) {
            throw new ErrorResponseException(
                    "The " + endpoint,
                    sent.maskCode(code),
                    masked(members, ErrorResponseException.ERROR_DESCRIPTION, sent),
                    masked(members, "error_uri", sent),
                    answer.status(),
                    RetryAfter.of(answer));
        }
        checkStatus(answer, endpoint);
        if (error != null && !"".equals(error) && !Boolean.FALSE.equals(error)) {
            throw new OAuthException("The " + endpoint + " responded with an error that has no code (RFC 6749 §5.2).");
        }
        return members;
    }

    /**
     * Checks a status.
     *
     * @throws OAuthException if it is not 2xx
     */
    public static void checkStatus(HttpResult answer, String endpoint) throws OAuthException {
        if (answer.status() / 100 != 2) {
            String message = "The " + endpoint + " responded with HTTP " + answer.status() + ".";
            throw isTransient(answer.status())
                    ? new TransientException(message, null, RetryAfter.of(answer))
                    : answer.status() / 100 == 4 ? new StatusException(message) : new OAuthException(message);
        }
    }

    /** Which failures of a server pass by themselves. */
    private static boolean isTransient(int status) {
        return status >= 500 || status == 429 || status == 425 || status == 408;
    }

    private static @Nullable String text(Map<String, @Nullable Object> json, String name) {
        return json.get(name) instanceof String text && !text.isEmpty() ? text : null;
    }

    private static @Nullable String masked(Map<String, @Nullable Object> json, String name, SentSecrets sent) {
        String text = text(json, name);
        return text == null ? null : sent.mask(text);
    }
}
