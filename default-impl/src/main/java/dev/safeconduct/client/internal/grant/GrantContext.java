package dev.safeconduct.client.internal.grant;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.discovery.DiscoveredServer;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.oauth.AuthChallenge;
import dev.safeconduct.client.oauth.ClientInformation;
import dev.safeconduct.client.oauth.Grant;
import dev.safeconduct.spi.OAuthException;
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
    ClientInformation configuredClient(DiscoveredServer discovered) throws OAuthException;

    /**
     * Sends one token request and makes a record of the answer.
     *
     * @param more parameters to add; those of the grant take precedence
     * @throws OAuthException if there is no token
     */
    TokenRecord request(DiscoveredServer discovered, ClientInformation client, Grant grant, Map<String, String> more)
            throws OAuthException;

    /**
     * Spends the refresh token of a login.
     *
     * @param stored null if there is no login
     * @throws OAuthException if there is no token
     */
    TokenRecord refresh(@Nullable TokenRecord stored) throws OAuthException;
}
