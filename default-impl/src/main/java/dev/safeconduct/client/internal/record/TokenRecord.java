package dev.safeconduct.client.internal.record;

import dev.safeconduct.client.internal.authentication.SignedToken;
import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.config.TokenKey;
import dev.safeconduct.client.internal.discovery.PriorLogin;
import dev.safeconduct.client.internal.dpop.DpopKey;
import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.oauth.Token;
import dev.safeconduct.spi.OAuthException;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A login as it is stored: the token, whose it is, and what is needed to refresh and revoke it without discovery.
 * {@link #toString} shows no secret.
 *
 * @param key whose token, for what
 * @param token the token
 * @param issuer the issuer that the token is bound to
 * @param clientId the client that the token was issued to; null if another program wrote the record
 * @param resource the resource indicator that was sent, or null
 * @param tokenEndpoint where the token is refreshed; null if another program wrote the record, whose refresh token is
 *     not for this client to spend
 * @param revocationEndpoint where the token is revoked, or null
 * @param createdAt when the login was; kept on refresh
 * @param clientAuth the method of client authentication that worked; null if that is not known
 * @param resourceMetadata where the resource metadata was that named the issuer; null if none did, or an earlier version
 *     wrote the record
 * @param refreshRefusal whether the authorization server has refused the refresh token, and how
 * @param tokenRefused whether the server does not take the access token, though it is not expired, and no new one could
 *     be obtained
 * @param dpopKey what the token is bound to (RFC 9449), which is stored with it and nowhere else; null if it is not bound
 * @param source of which login of another server it was made ({@code .from}): a digest; null if of none
 */
public record TokenRecord(
        TokenKey key,
        Token token,
        String issuer,
        @Nullable String clientId,
        @Nullable String resource,
        @Nullable String tokenEndpoint,
        @Nullable String revocationEndpoint,
        Instant createdAt,
        @Nullable String clientAuth,
        @Nullable String resourceMetadata,
        RefreshRefusal refreshRefusal,
        boolean tokenRefused,
        @Nullable DpopKey dpopKey,
        @Nullable String source) {

    /** A login whose access token is not known to be refused. */
    public TokenRecord(
            TokenKey key,
            Token token,
            String issuer,
            @Nullable String clientId,
            @Nullable String resource,
            @Nullable String tokenEndpoint,
            @Nullable String revocationEndpoint,
            Instant createdAt,
            @Nullable String clientAuth,
            @Nullable String resourceMetadata,
            RefreshRefusal refreshRefusal) {
        this(
                key,
                token,
                issuer,
                clientId,
                resource,
                tokenEndpoint,
                revocationEndpoint,
                createdAt,
                clientAuth,
                resourceMetadata,
                refreshRefusal,
                false,
                null,
                null);
    }

    /** The same login with the key that its tokens are bound to; null for none. */
    public TokenRecord boundTo(@Nullable DpopKey key) {
        return with(token, refreshRefusal, tokenRefused, key, source);
    }

    /** The same as one that was made of this login of another server; null for none. */
    public TokenRecord madeOf(@Nullable String login) {
        return with(token, refreshRefusal, tokenRefused, dpopKey, login);
    }

    /** Whether its tokens are bound to a key. */
    public boolean isBound() {
        return dpopKey != null;
    }

    /** What its token adds to a request; nothing where the key is missing that the token is bound to. */
    public Authorization authorization(Clock clock) {
        boolean needsKey = token.tokenType().equalsIgnoreCase(Authorization.DPOP);
        if (dpopKey != null) {
            return Authorization.dpop(token.accessToken(), dpopKey.proofs(clock));
        }
        return needsKey ? Authorization.none() : Authorization.bearer(token.accessToken());
    }

    /**
     * The user who logged in, as the issuer knows them ({@code sub} of the ID token: never another user's there, unlike
     * a name or an e-mail address); null if no ID token says so.
     */
    public @Nullable String user() {
        String idToken = token.idToken();
        try {
            return idToken == null ? null : SignedToken.parse(idToken).claims().subject();
        } catch (OAuthException e) {
            return null; // the login is good without
        }
    }

    /** What a discovery has to know of it; null where the record does not name an issuer. */
    public @Nullable PriorLogin prior() {
        return issuer.isEmpty() ? null : new PriorLogin(issuer, resource, resourceMetadata, token.scope(), isBound());
    }

    /** Whether there is a refresh token that we may spend and that has not been refused for good. */
    public boolean isRefreshable() {
        return token.refreshToken() != null && tokenEndpoint != null && clientId != null && refreshRefusal.mayRetry();
    }

    /** Whether this is a login as the configuration wants it: another issuer or another kind of token does not count. */
    public boolean countsFor(ServerConfig config) {
        String configuredIssuer = config.issuer();
        return (configuredIssuer == null || configuredIssuer.equals(issuer))
                && config.dpop().allows(isBound());
    }

    /** The same login after a refresh. RFC 6749 §6: what the answer leaves out stays as it was. */
    public TokenRecord refreshed(Token answer) {
        Token merged = new Token(
                answer.accessToken(),
                answer.tokenType(),
                answer.refreshToken() != null ? answer.refreshToken() : token.refreshToken(),
                answer.issuedAt(),
                answer.expiresAt(),
                answer.scope() != null ? answer.scope() : token.scope(),
                answer.idToken() != null ? answer.idToken() : token.idToken(),
                answer.refreshToken() != null || answer.refreshExpiresAt() != null
                        ? answer.refreshExpiresAt()
                        : token.refreshExpiresAt());
        return with(merged, RefreshRefusal.NONE, false, dpopKey, source);
    }

    /** Whether a person has to log in again, as far as is known. */
    public boolean hasEnded() {
        return tokenRefused || refreshRefused();
    }

    /** Whether the authorization server has refused the refresh token. */
    public boolean refreshRefused() {
        return refreshRefusal != RefreshRefusal.NONE;
    }

    /** The same login, once its refresh token was refused. */
    public TokenRecord withRefreshRefusal(RefreshRefusal refusal) {
        return with(token, refusal, tokenRefused, dpopKey, source);
    }

    /** The same login, once its server was heard to refuse the access token, or to take it after all. */
    public TokenRecord withTokenRefused(boolean refused) {
        return with(token, refreshRefusal, refused, dpopKey, source);
    }

    private TokenRecord with(
            Token otherToken,
            RefreshRefusal refusal,
            boolean refused,
            @Nullable DpopKey otherKey,
            @Nullable String otherSource) {
        return new TokenRecord(
                key,
                otherToken,
                issuer,
                clientId,
                resource,
                tokenEndpoint,
                revocationEndpoint,
                createdAt,
                clientAuth,
                resourceMetadata,
                refusal,
                refused,
                otherKey,
                otherSource);
    }

    @Override
    public String toString() {
        return "TokenRecord[" + key + ", issuer=" + issuer + ", " + token + "]";
    }
}
