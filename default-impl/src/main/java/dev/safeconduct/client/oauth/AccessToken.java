package dev.safeconduct.client.oauth;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An access token as a program is given it: without the refresh token, which only Safeconduct spends. Immutable.
 * {@link #toString} does not show the value.
 *
 * @param value the access token
 * @param type how it is used, usually {@code Bearer} (RFC 6750)
 * @param expiresAt when it expires; null if that is unknown
 * @param scope what it is good for, separated by blanks; null if that is unknown
 */
public record AccessToken(String value, String type, @Nullable Instant expiresAt, @Nullable String scope) {

    /** Checks that there are a value and a type. */
    public AccessToken {
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(type, "type");
    }

    /** The access token of a token response, and what it says of it. */
    public static AccessToken of(Token token) {
        return new AccessToken(token.accessToken(), token.tokenType(), token.expiresAt(), token.scope());
    }

    @Override
    public String toString() {
        return "AccessToken[type=" + type + ", expiresAt=" + expiresAt + ", scope=" + scope + "]";
    }
}
