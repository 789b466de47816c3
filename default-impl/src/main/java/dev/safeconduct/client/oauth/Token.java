package dev.safeconduct.client.oauth;

import dev.safeconduct.spi.MetadataException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An access token and what came with it (RFC 6749 §5.1). Immutable. {@link #toString} never shows a secret.
 *
 * @param accessToken the access token; 1 to 16 KiB of %x21–7E
 * @param tokenType the type, usually {@code Bearer}; another one as the server wrote it
 * @param refreshToken the refresh token, or null
 * @param issuedAt when the token was received, by the clock of the intake; null if not known
 * @param expiresAt when the access token expires; null if that is not known, in which case it is used until it is
 *     refused
 * @param scope the scope that was granted, separated by blanks, or null
 * @param idToken the ID token (OpenID Connect), or null
 * @param refreshExpiresAt when the refresh token expires, and with it the login if it is not used until then; null if the
 *     server has not stated it
 */
public record Token(
        String accessToken,
        String tokenType,
        @Nullable String refreshToken,
        @Nullable Instant issuedAt,
        @Nullable Instant expiresAt,
        @Nullable String scope,
        @Nullable String idToken,
        @Nullable Instant refreshExpiresAt) {

    /** How long before its expiry a token counts as expired: the clocks differ, and a request takes time. */
    public static final Duration DEFAULT_EXPIRY_MARGIN = Duration.ofSeconds(30);

    private static final int MAX_ACCESS_TOKEN = 16 * 1024;

    /**
     * Checks the access token and that there is a type.
     *
     * @throws IllegalArgumentException if a header field cannot carry the access token (RFC 6750 §2.1); the message holds
     *     no part of it
     */
    public Token {
        Objects.requireNonNull(accessToken, "accessToken");
        Objects.requireNonNull(tokenType, "tokenType");
        if (!isSendable(accessToken)) {
            throw new IllegalArgumentException("The access token cannot be sent in a header field (RFC 6750 §2.1): it"
                    + " is empty, longer than 16 KiB, or has characters that no access token has.");
        }
    }

    /** A token whose refresh token has no stated end. */
    public Token(
            String accessToken,
            String tokenType,
            @Nullable String refreshToken,
            @Nullable Instant issuedAt,
            @Nullable Instant expiresAt,
            @Nullable String scope,
            @Nullable String idToken) {
        this(accessToken, tokenType, refreshToken, issuedAt, expiresAt, scope, idToken, null);
    }

    private static boolean isSendable(String accessToken) {
        if (accessToken.isEmpty() || accessToken.length() > MAX_ACCESS_TOKEN) {
            return false;
        }
        for (int i = 0; i < accessToken.length(); i++) {
            char c = accessToken.charAt(i);
            if (c < 0x21 || c > 0x7e) {
                return false;
            }
        }
        return true;
    }

    /**
     * The token of a token response. Its expiry is computed here, once: {@code expires_at} where the response has it,
     * else {@code expires_in} from the time given, at most ten years ahead; else it is not known.
     *
     * @param receivedAt when the response came
     * @return a token whose type is {@code Bearer} if the response has that in any case, with blanks around it, or has
     *     none
     * @throws MetadataException if there is no access token, or none that a header field can carry (RFC 6750 §2.1); the
     *     message never holds a part of it
     */
    public static Token of(TokenResponse response, Instant receivedAt) throws MetadataException {
        String accessToken = response.accessToken();
        if (accessToken == null || accessToken.isEmpty()) {
            throw new MetadataException("The token response has no access token.");
        }
        if (!isSendable(accessToken)) {
            throw new MetadataException(
                    "The access token of the token response cannot be sent in a header field (RFC 6750 §2.1).");
        }
        String written = response.tokenType();
        String type = written == null ? "" : written.strip();
        return new Token(
                accessToken,
                type.isEmpty() || type.equalsIgnoreCase("Bearer") ? "Bearer" : type,
                response.refreshToken(),
                receivedAt,
                expiry(response, receivedAt),
                response.scope(),
                response.idToken(),
                refreshExpiry(response, receivedAt));
    }

    private static @Nullable Instant refreshExpiry(TokenResponse response, Instant receivedAt) {
        Duration lifetime = response.refreshExpiresIn();
        return lifetime == null ? null : receivedAt.plus(lifetime);
    }

    private static @Nullable Instant expiry(TokenResponse response, Instant receivedAt) {
        Instant named = response.expiresAt();
        Duration lifetime = response.expiresIn();
        if (named == null) {
            return lifetime == null ? null : receivedAt.plus(lifetime);
        }
        Instant last = receivedAt.plus(TokenResponse.MAX_LIFETIME);
        return named.isBefore(last) ? named : last;
    }

    /**
     * This token as a token response, for libraries that read one. It holds all secrets of the token. An expired token
     * is given one more second there, because many libraries take {@code "expires_in": 0} for "never".
     *
     * @param now from when {@code expires_in} counts
     */
    public TokenResponse toResponse(Instant now) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put(TokenResponse.ACCESS_TOKEN, accessToken);
        members.put(TokenResponse.TOKEN_TYPE, tokenType);
        if (expiresAt != null) {
            long left = Duration.between(now, expiresAt).toSeconds();
            members.put(TokenResponse.EXPIRES_IN, Math.max(1, left));
            members.put(TokenResponse.EXPIRES_AT, expiresAt.toString());
        }
        put(members, TokenResponse.REFRESH_TOKEN, refreshToken);
        put(members, TokenResponse.SCOPE, scope);
        put(members, TokenResponse.ID_TOKEN, idToken);
        return new TokenResponse(members);
    }

    private static void put(Map<String, Object> members, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            members.put(name, value);
        }
    }

    /** Whether the token is expired by the system's clock, or will be within {@link #DEFAULT_EXPIRY_MARGIN}. */
    public boolean isExpired() {
        return isExpired(DEFAULT_EXPIRY_MARGIN, Clock.systemUTC());
    }

    /** Whether the token is expired, or will be within the margin. A token without an expiry never is. */
    public boolean isExpired(Duration margin, Clock clock) {
        // Not now plus the margin: that may be beyond the last instant there is.
        return expiresAt != null && Duration.between(clock.instant(), expiresAt).compareTo(margin) < 0;
    }

    /** The granted scope as a list; empty if none was named. */
    public List<String> scopes() {
        return scope == null || scope.isBlank()
                ? List.of()
                : List.of(scope.strip().split("\\s+"));
    }

    /** The same token with another refresh token. */
    public Token withRefreshToken(@Nullable String newRefreshToken) {
        return new Token(
                accessToken, tokenType, newRefreshToken, issuedAt, expiresAt, scope, idToken, refreshExpiresAt);
    }

    /** The same token with another type. */
    public Token withTokenType(String newTokenType) {
        return new Token(
                accessToken, newTokenType, refreshToken, issuedAt, expiresAt, scope, idToken, refreshExpiresAt);
    }

    /** The same token with another scope. */
    public Token withScope(@Nullable String newScope) {
        return new Token(
                accessToken, tokenType, refreshToken, issuedAt, expiresAt, newScope, idToken, refreshExpiresAt);
    }

    /** The same token with another ID token. */
    public Token withIdToken(@Nullable String newIdToken) {
        return new Token(
                accessToken, tokenType, refreshToken, issuedAt, expiresAt, scope, newIdToken, refreshExpiresAt);
    }

    @Override
    public String toString() {
        return "Token[type=" + tokenType + ", expiresAt=" + expiresAt + ", scope=" + scope + ", refreshToken="
                + (refreshToken == null ? "none" : "***") + ", idToken=" + (idToken == null ? "none" : "***") + "]";
    }
}
