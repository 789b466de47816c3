package dev.safeconduct.client.internal.token;

import dev.safeconduct.client.OAuthJson;
import dev.safeconduct.client.internal.http.HttpAnswer;
import dev.safeconduct.client.internal.text.ServerText;
import dev.safeconduct.spi.ErrorResponseException;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.Token;
import dev.safeconduct.spi.TransientException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Judges what an endpoint of an authorization server answered. No network, no state. */
public final class EndpointAnswers {

    /** The longest access token that is taken. */
    static final int MAX_ACCESS_TOKEN = 16 * 1024;

    /** A lifetime beyond this is as good as none, and keeps the arithmetic of times in bounds. */
    private static final long MAX_LIFETIME_SECONDS = Duration.ofDays(3650).toSeconds();

    private static final int MAX_LIFETIME_DIGITS = 64;

    private EndpointAnswers() {}

    /**
     * A token response (RFC 6749 §5.1), as leniently as real servers need.
     *
     * @param endpoint what was asked, in words
     * @param now the time at which the answer came
     * @throws ErrorResponseException if the server says that there is an error, whatever the status
     * @throws OAuthException if it is not a usable token; the message never holds a part of it
     */
    public static Token token(HttpAnswer answer, String endpoint, Instant now) throws OAuthException {
        Map<String, @Nullable Object> json = success(answer, endpoint);
        if (!(json.get("access_token") instanceof String accessToken) || accessToken.isEmpty()) {
            throw new OAuthException("The " + endpoint + " answered without an access token.");
        }
        if (accessToken.length() > MAX_ACCESS_TOKEN || !accessToken.chars().allMatch(c -> c >= 0x21 && c <= 0x7e)) {
            throw new OAuthException(
                    "The " + endpoint + " answered with an access token that cannot be sent in a header"
                            + " field (RFC 6750 §2.1). It was not stored.");
        }
        Object type = json.get("token_type");
        if (type != null && !(type instanceof String text && text.equalsIgnoreCase("Bearer"))) {
            throw new OAuthException("The " + endpoint + " issued a token of a type that is not supported: "
                    + ServerText.sanitize(type.toString()) + ".");
        }
        Long lifetime = seconds(json.get("expires_in"));
        return new Token(
                accessToken,
                "Bearer",
                text(json, "refresh_token"),
                now,
                lifetime == null ? null : now.plusSeconds(lifetime),
                text(json, "scope"),
                text(json, "id_token"));
    }

    /**
     * A JSON object with a status of 2xx.
     *
     * @throws ErrorResponseException if the server says that there is an error, whatever the status
     */
    public static Map<String, @Nullable Object> success(HttpAnswer answer, String endpoint) throws OAuthException {
        Map<String, @Nullable Object> json;
        try {
            json = OAuthJson.parseObject(answer.body(), "answer of the " + endpoint);
        } catch (OAuthException e) {
            checkStatus(answer, endpoint);
            throw e;
        }
        if (json.get("error") != null) {
            throw new ErrorResponseException(
                    "The " + endpoint,
                    ServerText.sanitize(String.valueOf(json.get("error"))),
                    sanitized(json, "error_description"),
                    sanitized(json, "error_uri"),
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
    public static void checkStatus(HttpAnswer answer, String endpoint) throws OAuthException {
        if (answer.status() / 100 != 2) {
            String message = "The " + endpoint + " answered HTTP " + answer.status() + ".";
            boolean later = answer.status() >= 500 || answer.status() == 429 || answer.status() == 408;
            throw later ? new TransientException(message, null) : new OAuthException(message);
        }
    }

    /** A second or more, also as a string or with a fraction; null for anything else. */
    private static @Nullable Long seconds(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        String text = value.toString().strip();
        if (text.length() > MAX_LIFETIME_DIGITS) {
            return null; // arithmetic with it would be slow
        }
        try {
            BigDecimal seconds = new BigDecimal(text);
            if (seconds.compareTo(BigDecimal.ONE) < 0) {
                return null;
            }
            return seconds.min(BigDecimal.valueOf(MAX_LIFETIME_SECONDS)).longValue();
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable String text(Map<String, @Nullable Object> json, String name) {
        return json.get(name) instanceof String text && !text.isEmpty() ? text : null;
    }

    private static @Nullable String sanitized(Map<String, @Nullable Object> json, String name) {
        String text = text(json, name);
        return text == null ? null : ServerText.sanitize(text);
    }
}
