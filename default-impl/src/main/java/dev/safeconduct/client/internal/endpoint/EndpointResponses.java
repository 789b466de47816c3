package dev.safeconduct.client.internal.endpoint;

import dev.safeconduct.client.internal.transport.HttpResult;
import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.oauth.ErrorResponseException;
import dev.safeconduct.client.oauth.OAuthJson;
import dev.safeconduct.client.oauth.Token;
import dev.safeconduct.client.oauth.TokenResponse;
import dev.safeconduct.spi.MetadataException;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TransientException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Judges what an endpoint of an authorization server answered. No network, no state. */
public final class EndpointResponses {

    private EndpointResponses() {}

    /**
     * A token response (RFC 6749 §5.1), as leniently as real servers need.
     *
     * @param endpoint what was asked, in words
     * @param sent what must not be shown, should the server repeat it
     * @param now the time at which the answer came
     * @throws ErrorResponseException if the server says that there is an error, whatever the status
     * @throws OAuthException if it is not a usable token; the message never holds a part of it
     */
    static Token token(HttpResult answer, String endpoint, SentSecrets sent, Instant now) throws OAuthException {
        TokenResponse response = new TokenResponse(success(answer, endpoint, sent));
        Token token;
        try {
            token = Token.of(response, now);
        } catch (MetadataException e) {
            throw new OAuthException(
                    "The " + endpoint + " issued no token that can be used, and none was stored. " + e.getMessage(), e);
        }
        if (!token.tokenType().equals(Authorization.BEARER)) {
            throw new OAuthException("The " + endpoint + " issued a token of a type that is not supported: "
                    + sent.mask(token.tokenType()) + ".");
        }
        return token;
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
        if (json.get(ErrorResponseException.ERROR) != null) {
            throw new ErrorResponseException(
                    "The " + endpoint,
                    sent.maskCode(String.valueOf(json.get(ErrorResponseException.ERROR))),
                    masked(json, ErrorResponseException.ERROR_DESCRIPTION, sent),
                    masked(json, "error_uri", sent),
                    answer.status());
        }
        checkStatus(answer, endpoint);
        return json;
    }

    /**
     * Checks a status.
     *
     * @throws OAuthException if it is not 2xx
     */
    public static void checkStatus(HttpResult answer, String endpoint) throws OAuthException {
        if (answer.status() / 100 != 2) {
            String message = "The " + endpoint + " responded with HTTP " + answer.status() + ".";
            boolean later = answer.status() >= 500 || answer.status() == 429 || answer.status() == 408;
            throw later ? new TransientException(message, null) : new OAuthException(message);
        }
    }

    private static @Nullable String text(Map<String, @Nullable Object> json, String name) {
        return json.get(name) instanceof String text && !text.isEmpty() ? text : null;
    }

    private static @Nullable String masked(Map<String, @Nullable Object> json, String name, SentSecrets sent) {
        String text = text(json, name);
        return text == null ? null : sent.mask(text);
    }
}
