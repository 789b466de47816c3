package dev.safeconduct.client.internal.grant;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.discovery.DiscoveredServer;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.oauth.AuthChallenge;
import dev.safeconduct.client.oauth.Grant;
import dev.safeconduct.client.oauth.TokenExchangeGrant;
import dev.safeconduct.spi.OAuthException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a grant needs to obtain a token for one record of one server. All methods but {@link #server} may block. */
public interface GrantContext {

    /** The server. */
    ServerConfig server();

    /** The authorization server, by the configuration, these challenges, or the well-known places. */
    DiscoveredServer discover(List<AuthChallenge> challenges, @Nullable TokenRecord stored) throws OAuthException;

    /**
     * The configured client, for a request that no person has begun.
     *
     * @throws OAuthException if it is missing, or its secret must not go to this authorization server
     */
    Requester configuredClient(DiscoveredServer discovered) throws OAuthException;

    /**
     * The same where a grant needs no client. If none is configured, it is the client of the login that is passed on, where
     * that is at the same authorization server; else one without an id.
     */
    Requester clientOrNone(DiscoveredServer discovered, @Nullable PassedOnLogin source) throws OAuthException;

    /**
     * An assertion or token of another program, as it is now, which is passed on to this authorization server.
     *
     * @param setting where it is
     * @throws OAuthException if it is missing, or must not be sent there (THREATS 79, 97)
     */
    String passedOn(String setting, DiscoveredServer discovered) throws OAuthException;

    /**
     * The user's ID token of the identity provider that is configured ({@code .idp}), as it is now.
     *
     * @param setting where it is
     * @throws OAuthException if it is missing, or not for the client there
     */
    String idToken(String setting) throws OAuthException;

    /**
     * The ID token of a login at another server, verified: it is about to be used as a credential.
     *
     * @throws OAuthException if it is not valid as such
     */
    String idToken(PassedOnLogin source) throws OAuthException;

    /**
     * The token of a login at another server that is to be exchanged at this authorization server.
     *
     * @throws OAuthException if it must not be sent there
     */
    String subjectToken(PassedOnLogin source, DiscoveredServer discovered) throws OAuthException;

    /**
     * A record of the ID token of a login at another server, verified.
     *
     * @throws OAuthException if it is not valid as a credential for this server
     */
    TokenRecord idTokenRecord(PassedOnLogin source) throws OAuthException;

    /**
     * Exchanges a token at the identity provider for an assertion for this authorization server.
     *
     * @param source the login at the identity provider; null if that is configured by itself
     * @throws OAuthException if it is refused
     */
    String idJag(TokenExchangeGrant exchange, DiscoveredServer discovered, @Nullable PassedOnLogin source)
            throws OAuthException;

    /**
     * Sends one token request and makes a record of the answer.
     *
     * @param more parameters to add; those of the grant take precedence
     * @throws OAuthException if there is no token
     */
    TokenRecord request(DiscoveredServer discovered, Requester requester, Grant grant, Map<String, String> more)
            throws OAuthException;

    /** The time. */
    Instant now();

    /**
     * A record of a token that another program keeps.
     *
     * @throws IllegalArgumentException if a header field cannot carry the token
     */
    TokenRecord kept(String accessToken, Instant expiresAt);

    /**
     * Spends the refresh token of a login.
     *
     * @param stored null if there is no login
     * @throws OAuthException if there is no token
     */
    TokenRecord refresh(@Nullable TokenRecord stored) throws OAuthException;
}
