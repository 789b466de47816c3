package dev.safeconduct.client.oauth;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which stored tokens are meant: those that are all of what is not null. Immutable.
 *
 * @param session the id of a session, or null for any
 * @param issuer an authorization server, exactly as its tokens are bound to it, or null for any
 * @param user a user, as the issuer knows them: the {@code sub} of the ID token, which is unique at that issuer alone;
 *     null for any, and also for logins that brought no ID token
 */
public record TokenQuery(@Nullable String session, @Nullable String issuer, @Nullable String user) {

    /** @throws IllegalArgumentException if nothing is asked for, or a user without the issuer that knows them */
    public TokenQuery {
        if (session == null && issuer == null) {
            throw new IllegalArgumentException(
                    user == null
                            ? "The query asks for nothing: name a session, an issuer, or both."
                            : "The query asks for a user without an issuer: another issuer may call another user the same.");
        }
    }

    /** All tokens of one session. */
    public static TokenQuery ofSession(String session) {
        return new TokenQuery(Objects.requireNonNull(session, "session"), null, null);
    }

    /** All tokens of one authorization server, of whichever session. */
    public static TokenQuery ofIssuer(String issuer) {
        return new TokenQuery(null, Objects.requireNonNull(issuer, "issuer"), null);
    }

    /** All tokens of one user of an authorization server, of whichever session. */
    public static TokenQuery ofUser(String issuer, String user) {
        return new TokenQuery(null, Objects.requireNonNull(issuer, "issuer"), Objects.requireNonNull(user, "user"));
    }
}
