package dev.safeconduct.client.internal.token;

import dev.safeconduct.client.internal.authentication.AuthenticatingClient;
import dev.safeconduct.client.internal.authentication.ClientAuthentication;
import dev.safeconduct.client.internal.concurrent.ExitGuard;
import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.discovery.ConfiguredServer;
import dev.safeconduct.client.internal.discovery.DiscoveredServer;
import dev.safeconduct.client.internal.dpop.DpopKey;
import dev.safeconduct.client.internal.endpoint.AuthenticatingClients;
import dev.safeconduct.client.internal.endpoint.ClientTokenRequest;
import dev.safeconduct.client.internal.endpoint.IdTokenValidator;
import dev.safeconduct.client.internal.endpoint.Registrar;
import dev.safeconduct.client.internal.endpoint.StatusException;
import dev.safeconduct.client.internal.endpoint.TokenEndpoint;
import dev.safeconduct.client.internal.grant.GrantContext;
import dev.safeconduct.client.internal.grant.GrantFlow;
import dev.safeconduct.client.internal.grant.GrantFlows;
import dev.safeconduct.client.internal.record.Records;
import dev.safeconduct.client.internal.record.RefreshRefusal;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.internal.record.Versioned;
import dev.safeconduct.client.oauth.AuthChallenge;
import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.oauth.ClientInformation;
import dev.safeconduct.client.oauth.ConfigException;
import dev.safeconduct.client.oauth.ErrorResponseException;
import dev.safeconduct.client.oauth.Grant;
import dev.safeconduct.client.oauth.LoginRequiredException;
import dev.safeconduct.client.oauth.RefreshTokenGrant;
import dev.safeconduct.client.oauth.Token;
import dev.safeconduct.client.oauth.TokenExchangeGrant;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.spi.TransientException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A new token without a person, so that of all threads and processes that share a store exactly one asks for it: lease,
 * read again (and adopt what another has got meanwhile), one token request, compare-and-set, release. Blocks.
 */
public final class Renewal implements GrantContext {

    /** How long to wait for another owner of the lease; who waits longer gives up and never refreshes unlocked. */
    static final Duration LEASE_WAIT = Duration.ofSeconds(20);

    /** By how much the lease has to outlive the deadline of the request. */
    private static final Duration LEASE_RESERVE = Duration.ofSeconds(5);

    /** How often a store is asked to keep what was issued, before it is kept in memory. */
    private static final int SAVE_ATTEMPTS = 3;

    /**
     * What a refresh brought.
     *
     * @param record the login with its new token
     * @param unsaved why the new token is in memory only, or null if it is in the store
     * @param before what was in the store then; null if it could not be read
     */
    public record Renewed(
            TokenRecord record, @Nullable TokenStoreException unsaved, @Nullable Versioned<TokenRecord> before) {}

    private final ConfiguredServer server;
    private final GrantFlow flow;
    private final Records records;
    private final Registrar registrar;
    private final TokenEndpoint endpoint;
    private final ClientTokenRequest tokens;
    private final IdTokenValidator idTokens;
    private final PassedOnTokens passedOn;
    private final ExitGuard exitGuard;
    private final Clock clock;

    public Renewal(
            ConfiguredServer server,
            Records records,
            Registrar registrar,
            TokenEndpoint endpoint,
            ClientTokenRequest tokens,
            IdTokenValidator idTokens,
            ExitGuard exitGuard,
            Clock clock) {
        this.server = server;
        this.flow = GrantFlows.of(server.config().grant());
        this.records = records;
        this.registrar = registrar;
        this.endpoint = endpoint;
        this.tokens = tokens;
        this.idTokens = idTokens;
        this.passedOn = new PassedOnTokens(server, registrar, endpoint, clock);
        this.exitGuard = exitGuard;
        this.clock = clock;
    }

    /** Whether a new token can be obtained for this login, or for none, without a person. */
    public boolean isPossible(@Nullable TokenRecord record) {
        return flow.canRenew(record);
    }

    /**
     * Whether it is configured or published where tokens for this server are issued, so that a first one can be obtained
     * ahead of any challenge. Endpoints that are only guessed do not count: a credential would be sent there.
     *
     * @throws OAuthException if a document breaks a rule, or the network failed
     */
    boolean isDocumented() throws OAuthException {
        return flow.isKeptElsewhere() || server.discovery().discover(List.of()).isDocumented();
    }

    /**
     * Gets a new token in the place of one that is expired or was refused.
     *
     * @param old the login whose token is of no more use; null if missing
     * @param challenges those of the 401 received; empty if there are none
     * @throws LoginRequiredException if only a person can help
     * @throws OAuthException if it failed otherwise; nothing that was stored is lost
     */
    public Renewed renew(@Nullable TokenRecord old, List<AuthChallenge> challenges) throws OAuthException {
        return renew(old, null, challenges);
    }

    /**
     * The same, for a login whose last refresh could not be stored: what the store holds is spent.
     *
     * @param unsaved that refresh; null if {@code old} is from the store
     */
    @SuppressWarnings("try") // the hold is only to be held
    public Renewed renew(@Nullable TokenRecord old, @Nullable Renewed unsaved, List<AuthChallenge> challenges)
            throws OAuthException {
        TokenStore.Lease lease;
        try {
            lease = records.tokens().lease(server.key(), LEASE_WAIT);
        } catch (TokenStoreException e) {
            if (flow.needsPerson()) {
                throw e;
            }
            return new Renewed(flow.renew(this, null, challenges), e, null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientException("Interrupted while waiting for another refresh.", e);
        }
        if (lease == null) {
            throw new TransientException(
                    "Another process has been refreshing the token of "
                            + server.key().server() + " for " + LEASE_WAIT.toSeconds() + " s.",
                    null);
        }
        try (lease;
                ExitGuard.Hold hold = exitGuard.hold()) {
            Versioned<TokenRecord> current = records.tokens().read(server.key());
            // What the store has is spent already if what followed it could not be stored.
            Renewed newer = unsaved != null && Versioned.isSameVersion(unsaved.before(), current) ? unsaved : null;
            TokenRecord stored = counting(newer == null ? current.value() : newer.record());
            if (stored != null && isNewer(stored, old)) {
                return new Renewed(stored, null, current);
            }
            if (!lease.outlives(endpoint.timeout().plus(LEASE_RESERVE))) {
                throw new TransientException("The lease in the store is too short to refresh under it.", null);
            }
            if (stored != null && stored.isRefreshable() && newer == null) {
                records.tokens().reserve(lease, stored);
            }
            TokenRecord fresh = flow.renew(this, stored, challenges);
            return save(fresh, current);
        }
    }

    private @Nullable TokenRecord counting(@Nullable TokenRecord stored) {
        return stored != null && stored.countsFor(server.config()) ? stored : null;
    }

    private boolean isNewer(TokenRecord stored, @Nullable TokenRecord old) {
        boolean same =
                old != null && stored.token().accessToken().equals(old.token().accessToken());
        return !same && !stored.token().isExpired(Margins.expiry(stored.token()), clock);
    }

    @Override
    public TokenRecord refresh(@Nullable TokenRecord stored) throws OAuthException {
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
            return stored.refreshed(idTokens.atRefresh(token, stored.token().idToken(), clientId, stored.issuer()));
        } catch (ErrorResponseException | StatusException e) {
            return refused(stored, client, e);
        }
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
        if (stored != null && isNewer(stored, sent)) {
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

    @Override
    public ServerConfig server() {
        return server.config();
    }

    @Override
    public DiscoveredServer discover(List<AuthChallenge> challenges, @Nullable TokenRecord stored)
            throws OAuthException {
        return server.discovery().discover(challenges, stored == null ? null : stored.prior());
    }

    @Override
    public ClientInformation configuredClient(DiscoveredServer discovered) throws OAuthException {
        ClientInformation client = registrar.ofMachine(server.config(), discovered);
        if (client == null) {
            String key = server.config().key("client-id");
            throw new ConfigException(key, key + " is missing.");
        }
        return client;
    }

    @Override
    public ClientInformation clientOrNone(DiscoveredServer discovered) throws OAuthException {
        ClientInformation client = registrar.ofMachine(server.config(), discovered);
        return client != null ? client : new ClientInformation("", null, ClientAuthentication.NONE, List.of(), false);
    }

    @Override
    public String passedOn(String setting, DiscoveredServer discovered) throws OAuthException {
        return passedOn.token(setting, discovered);
    }

    @Override
    public String idToken(String setting) throws OAuthException {
        return passedOn.idToken(setting);
    }

    @Override
    public String idJag(TokenExchangeGrant exchange, DiscoveredServer discovered) throws OAuthException {
        return passedOn.idJag(exchange, discovered);
    }

    @Override
    public TokenRecord request(
            DiscoveredServer discovered, ClientInformation client, Grant grant, Map<String, String> more)
            throws OAuthException {
        ClientTokenRequest.Issued issued = tokens.requestUnlessRefused(server, discovered, client, grant, more);
        Token token = issued.token();
        return new TokenRecord(
                        server.key(),
                        token.scope() != null ? token : token.withScope(discovered.scope()), // RFC 6749 §5.1
                        discovered.issuer(),
                        client.clientId().isEmpty() ? null : client.clientId(),
                        discovered.resource(),
                        issued.tokenEndpoint().toString(),
                        AuthenticatingClients.revocationEndpoint(discovered, client),
                        clock.instant(),
                        issued.client().authMethod(),
                        discovered.place(),
                        RefreshRefusal.NONE)
                .boundTo(issued.dpopKey());
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public TokenRecord kept(String accessToken, Instant expiresAt) {
        Instant now = clock.instant();
        Token token = new Token(accessToken, Authorization.BEARER, null, now, expiresAt, null, null);
        String issuer = server.config().issuer();
        return new TokenRecord(
                server.key(),
                token,
                issuer == null ? "" : issuer,
                null,
                null,
                null,
                null,
                now,
                null,
                null,
                RefreshRefusal.NONE);
    }

    /** A token that was issued is used even where it cannot be stored; one that is newer than this is kept. */
    private Renewed save(TokenRecord fresh, Versioned<TokenRecord> before) throws OAuthException {
        TokenStoreException failure = null;
        for (int attempt = 0; attempt < SAVE_ATTEMPTS; attempt++) {
            try {
                return saveOnce(fresh, before);
            } catch (TokenStoreException e) {
                failure = e; // the process may end at once, and with it what is in memory only
            }
        }
        return new Renewed(fresh, failure, before);
    }

    private Renewed saveOnce(TokenRecord fresh, Versioned<TokenRecord> before) throws OAuthException {
        if (records.tokens().replace(fresh, before.version())) {
            return new Renewed(fresh, null, null);
        }
        TokenRecord other = records.tokens().read(server.key()).value();
        if (other == null) {
            String serverUrl = server.key().server();
            throw new LoginRequiredException(serverUrl, "A user or another process logged out of " + serverUrl, null);
        }
        return new Renewed(other, null, null);
    }
}
