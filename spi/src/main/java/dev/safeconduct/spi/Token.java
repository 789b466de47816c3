package dev.safeconduct.spi;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An access token and what came with it (RFC 6749 §5.1). Immutable. {@link #toString} never shows a secret.
 *
 * @param accessToken the access token; 1 to 16 KiB of %x21–7E
 * @param tokenType the type as the server wrote it, usually {@code Bearer}
 * @param refreshToken the refresh token, or null
 * @param issuedAt when the token was received, by the clock of the intake; null if not known
 * @param expiresAt when the access token expires; null if that is not known, in which case it is used until it is
 *     refused
 * @param scope the scope that was granted, separated by blanks, or null
 * @param idToken the ID token (OpenID Connect), or null
 */
public record Token(
        String accessToken,
        String tokenType,
        @Nullable String refreshToken,
        @Nullable Instant issuedAt,
        @Nullable Instant expiresAt,
        @Nullable String scope,
        @Nullable String idToken) {

    /** How long before its expiry a token counts as expired: the clocks differ, and a request takes time. */
    public static final Duration DEFAULT_EXPIRY_MARGIN = Duration.ofSeconds(30);

    /** Whether the token is expired by the system's clock, or will be within {@link #DEFAULT_EXPIRY_MARGIN}. */
    public boolean isExpired() {
        return isExpired(DEFAULT_EXPIRY_MARGIN, Clock.systemUTC());
    }

    /** Whether the token is expired, or will be within the margin. A token without an expiry never is. */
    public boolean isExpired(Duration margin, Clock clock) {
        return expiresAt != null && clock.instant().plus(margin).isAfter(expiresAt);
    }

    /** The granted scope as a list; empty if none was named. */
    public List<String> scopes() {
        return scope == null || scope.isBlank()
                ? List.of()
                : List.of(scope.strip().split("\\s+"));
    }

    /** The same token with another refresh token. */
    public Token withRefreshToken(@Nullable String newRefreshToken) {
        return new Token(accessToken, tokenType, newRefreshToken, issuedAt, expiresAt, scope, idToken);
    }

    /** The same token with another ID token. */
    public Token withIdToken(@Nullable String newIdToken) {
        return new Token(accessToken, tokenType, refreshToken, issuedAt, expiresAt, scope, newIdToken);
    }

    @Override
    public String toString() {
        return "Token[type=" + tokenType + ", expiresAt=" + expiresAt + ", scope=" + scope + ", refreshToken="
                + (refreshToken == null ? "none" : "***") + ", idToken=" + (idToken == null ? "none" : "***") + "]";
    }
}
