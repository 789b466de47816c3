package dev.safeconduct.client.internal.token;

import dev.safeconduct.client.internal.authentication.AuthenticatingClient;
import dev.safeconduct.client.internal.config.BearerToken;
import dev.safeconduct.client.internal.discovery.ConfiguredServer;
import dev.safeconduct.client.internal.dpop.DpopKey;
import dev.safeconduct.client.internal.endpoint.AuthenticatingClients;
import dev.safeconduct.client.internal.endpoint.ClientTokenRequest;
import dev.safeconduct.client.internal.endpoint.IdTokenBearer;
import dev.safeconduct.client.internal.endpoint.IdTokenValidator;
import dev.safeconduct.client.internal.endpoint.Registrar;
import dev.safeconduct.client.internal.endpoint.StatusException;
import dev.safeconduct.client.internal.endpoint.TokenEndpoint;
import dev.safeconduct.client.internal.record.Records;
import dev.safeconduct.client.internal.record.RefreshRefusal;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.internal.record.Versioned;
import dev.safeconduct.client.oauth.ClientInformation;
import dev.safeconduct.client.oauth.ErrorResponseException;
import dev.safeconduct.client.oauth.Grant;
import dev.safeconduct.client.oauth.LoginRequiredException;
import dev.safeconduct.client.oauth.RefreshTokenGrant;
import dev.safeconduct.client.oauth.Token;
import dev.safeconduct.spi.OAuthException;
import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Spends the refresh token of a login (RFC 6749 §6), under the lease of its record. Safe for all threads; blocks. */
final class LoginRefresh {

    private final ConfiguredServer server;
    private final Records records;
    private final Registrar registrar;
    private final TokenEndpoint endpoint;
    private final IdTokenValidator idTokens;
    private final Clock clock;

    LoginRefresh(
            ConfiguredServer server,
            Records records,
            Registrar registrar,
            TokenEndpoint endpoint,
            IdTokenValidator idTokens,
            Clock clock) {
        this.server = server;
        this.records = records;
        this.registrar = registrar;
        this.endpoint = endpoint;
        this.idTokens = idTokens;
        this.clock = clock;
    }

    /**
     * A login with a new token.
     *
     * @param stored null if there is no login
     * @throws LoginRequiredException if only a person can help
     * @throws OAuthException if there is no token
     */
    TokenRecord of(@Nullable TokenRecord stored) throws OAuthException {
        String serverUrl = server.key().server();
        if (stored == null) {
            throw new LoginRequiredException(serverUrl, "There is no login for " + serverUrl, null);
        }
        String refreshToken = stored.token().refreshToken();
        String tokenEndpoint = stored.tokenEndpoint();
        String clientId = stored.clientId();
        if (!stored.isRefreshable() || refreshToken == null || tokenEndpoint == null || clientId == null) {
            throw new LoginRequiredException(serverUrl, "The login for " + serverUrl + " has ended", null);
        }
        ClientInformation client = registrar.ofToken(server.config(), stored);
        try {
            Token token = refresh(
                    URI.create(tokenEndpoint),
                    AuthenticatingClients.ofLogin(server, client, stored),
                    new RefreshTokenGrant(refreshToken, stored.resource()),
                    stored);
            return refreshed(stored, idTokens.atRefresh(token, stored.token().idToken(), clientId, stored.issuer()));
        } catch (ErrorResponseException | StatusException e) {
            return refused(stored, client, e);
        }
    }

    private TokenRecord refreshed(TokenRecord stored, Token answer) throws OAuthException {
        if (server.config().bearer() == BearerToken.ACCESS_TOKEN) {
            return stored.refreshed(answer);
        }
        Token idToken = IdTokenBearer.of(answer);
        if (idToken != null) {
            return stored.refreshed(idToken);
        }
        // What the login has lasts until it expires; the refresh token that was issued is needed to revoke it.
        TokenRecord ended = stored.refreshed(stored.token().withRefreshToken(answer.refreshToken()))
                .withRefreshRefusal(RefreshRefusal.ENDED);
        Versioned<TokenRecord> now = records.tokens().read(server.key());
        records.tokens().replace(ended, now.version());
        String serverUrl = server.key().server();
        throw new LoginRequiredException(
                serverUrl, "The refresh of the login for " + serverUrl + " brought no new ID token", null);
    }

    /**
     * RFC 6749 §6: without a scope it stays that of the login; where a server demands one, it is named. The refresh token
     * is not spent by a request that is refused for what it lacks.
     */
    private Token refresh(URI tokenEndpoint, AuthenticatingClient client, Grant grant, TokenRecord stored)
            throws OAuthException {
        String scope = stored.token().scope();
        DpopKey key = stored.dpopKey();
        Map<String, String> more = server.config().extraTokenParameters();
        try {
            return endpoint.request(tokenEndpoint, server.policy(), client, grant, more, key);
        } catch (ErrorResponseException e) {
            if (scope == null || more.containsKey(Grant.SCOPE) || !lacksScope(e)) {
                throw e;
            }
            Map<String, String> withScope = new LinkedHashMap<>(more);
            withScope.put(Grant.SCOPE, scope);
            return endpoint.request(tokenEndpoint, server.policy(), client, grant, withScope, key);
        }
    }

    private static boolean lacksScope(ErrorResponseException e) {
        String description = e.description();
        return e.error().equals(ErrorResponseException.INVALID_SCOPE)
                || (e.error().equals(ErrorResponseException.INVALID_REQUEST)
                        && description != null
                        && description.toLowerCase(Locale.ROOT).contains(Grant.SCOPE));
    }

    /** RFC 6749 §5.2: another may have been first outside the lease; if not, a person is needed. */
    private TokenRecord refused(TokenRecord sent, ClientInformation client, OAuthException error)
            throws OAuthException {
        ErrorResponseException response = error instanceof ErrorResponseException known ? known : null;
        if (response != null) {
            registrar.refused(sent.issuer(), client, response);
        }
        RefreshRefusal refusal = RefreshVerdict.of(error, server.config().clientId() != null);
        if (refusal == RefreshRefusal.NONE) {
            throw response == null ? error : ClientTokenRequest.refused(server.config(), client, response);
        }
        Versioned<TokenRecord> now = records.tokens().read(server.key());
        TokenRecord stored = now.value();
        if (stored != null && Renewal.isNewer(stored, sent, clock)) {
            return stored;
        }
        if (stored != null && stored.refreshRefusal() != refusal) {
            records.tokens().replace(stored.withRefreshRefusal(refusal), now.version());
        }
        String serverUrl = server.key().server();
        String reason = "The login for " + serverUrl + " has ended";
        throw refusal == RefreshRefusal.FOR_NOW
                ? new RefusedForNowException(serverUrl, reason, error)
                : new LoginRequiredException(serverUrl, reason, error);
    }
}
