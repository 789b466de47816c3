package dev.safeconduct.client.internal.token;

import dev.safeconduct.client.internal.authentication.ClientAuthentication;
import dev.safeconduct.client.internal.concurrent.ExitGuard;
import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.discovery.ConfiguredServer;
import dev.safeconduct.client.internal.discovery.DiscoveredServer;
import dev.safeconduct.client.internal.endpoint.AuthenticatingClients;
import dev.safeconduct.client.internal.endpoint.ClientTokenRequest;
import dev.safeconduct.client.internal.endpoint.IdTokenBearer;
import dev.safeconduct.client.internal.endpoint.IdTokenValidator;
import dev.safeconduct.client.internal.endpoint.Registrar;
import dev.safeconduct.client.internal.endpoint.TokenEndpoint;
import dev.safeconduct.client.internal.grant.GrantContext;
import dev.safeconduct.client.internal.grant.GrantFlow;
import dev.safeconduct.client.internal.grant.GrantFlows;
import dev.safeconduct.client.internal.grant.PassedOnLogin;
import dev.safeconduct.client.internal.grant.RenewalBasis;
import dev.safeconduct.client.internal.grant.Requester;
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
import dev.safeconduct.client.oauth.Token;
import dev.safeconduct.client.oauth.TokenExchangeGrant;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.spi.TransientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A new token without a person, so that of all threads and processes that share a store exactly one asks for it: lease,
 * read again (and adopt what another has got meanwhile), one token request, compare-and-set, release. Blocks.
 */
public final class Renewal implements GrantContext {

    /** How long to wait for another owner of the lease; who waits longer gives up and never refreshes unlocked. */
    static final Duration LEASE_WAIT = Duration.ofSeconds(20);

    /** How often others may note something on the old record while its successor is written. */
    private static final int MOST_NOTES = 10;

    /** By how much the lease has to outlive the deadline of the request. */
    private static final Duration LEASE_RESERVE = Duration.ofSeconds(5);

    /** How often a store is asked to keep what was issued, before it is kept in memory. */
    private static final int SAVE_ATTEMPTS = 3;

    /** How authorization servers refuse the token that is to be exchanged, whatever RFC 8693 §2.2.2 says. */
    private static final Set<String> OF_SUBJECT_TOKEN = Set.of(
            ErrorResponseException.INVALID_REQUEST,
            ErrorResponseException.INVALID_GRANT,
            ErrorResponseException.INVALID_TOKEN);

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
    private final LoginRefresh refresh;
    private final PassedOnTokens passedOn;
    private final @Nullable SourceLogin source;
    private final ExitGuard exitGuard;
    private final Clock clock;

    /** @param source the login of another server that is passed on; null if none is configured */
    public Renewal(
            ConfiguredServer server,
            Records records,
            Registrar registrar,
            TokenEndpoint endpoint,
            ClientTokenRequest tokens,
            IdTokenValidator idTokens,
            ExitGuard exitGuard,
            Clock clock,
            @Nullable SourceLogin source) {
        this.server = server;
        this.flow = GrantFlows.of(server.config().grant());
        this.records = records;
        this.registrar = registrar;
        this.endpoint = endpoint;
        this.tokens = tokens;
        this.refresh = new LoginRefresh(server, records, registrar, endpoint, idTokens, clock);
        this.passedOn = new PassedOnTokens(server, registrar, endpoint, idTokens, clock);
        this.source = source;
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
        return renew(old, null, challenges, LEASE_WAIT);
    }

    /**
     * The same, for a login whose last refresh could not be stored: what the store holds is spent.
     *
     * @param unsaved that refresh; null if {@code old} is from the store
     * @param wait how long to wait for another owner of the lease
     * @throws LeaseTakenException if another owner kept it for that long
     */
    Renewed renew(@Nullable TokenRecord old, @Nullable Renewed unsaved, List<AuthChallenge> challenges, Duration wait)
            throws OAuthException {
        if (source == null) {
            return renew(old, unsaved, challenges, wait, null);
        }
        PassedOnLogin login = source.obtain(); // before there is a lease: it may need one of its own
        OAuthException refusal;
        try {
            Renewed renewed = renew(old, unsaved, challenges, wait, login);
            if (old == null || !isSameToken(renewed.record(), old)) {
                return renewed;
            }
            refusal = new TransientException(
                    "The login for " + login.server().key().server() + " has nothing newer for "
                            + server.key().server() + " yet.",
                    null);
        } catch (ErrorResponseException e) {
            refusal = e;
        }
        PassedOnLogin newer = isOfSource(refusal) ? source.newerThan(login) : null;
        if (newer == null) {
            throw refusal;
        }
        return renew(old, unsaved, challenges, wait, newer);
    }

    /** Whether another token of the login that is passed on may help (RFC 8693 §2.2.2). */
    private static boolean isOfSource(OAuthException refusal) {
        return !(refusal instanceof ErrorResponseException error) || OF_SUBJECT_TOKEN.contains(error.error());
    }

    @SuppressWarnings("try") // the hold is only to be held
    private Renewed renew(
            @Nullable TokenRecord old,
            @Nullable Renewed unsaved,
            List<AuthChallenge> challenges,
            Duration wait,
            @Nullable PassedOnLogin login)
            throws OAuthException {
        TokenStore.Lease lease;
        try {
            lease = records.tokens().lease(server.key(), wait);
        } catch (TokenStoreException e) {
            if (flow.needsPerson()) {
                throw e;
            }
            return new Renewed(fresh(new RenewalBasis(null, challenges, login)), e, null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientException("Interrupted while waiting for another refresh.", e);
        }
        if (lease == null) {
            throw new LeaseTakenException(server.key().server(), wait);
        }
        try (lease;
                ExitGuard.Hold hold = exitGuard.hold()) {
            Versioned<TokenRecord> current = records.tokens().read(server.key());
            // What the store has is spent already if what followed it could not be stored.
            Renewed newer = unsaved != null && isUnchanged(unsaved.before(), current) ? unsaved : null;
            TokenRecord stored = counting(newer == null ? current.value() : newer.record());
            if (stored != null && isNewer(stored, old, clock)) {
                return new Renewed(stored, null, current);
            }
            if (!lease.outlives(endpoint.timeout().plus(LEASE_RESERVE))) {
                throw new TransientException("The lease in the store is too short to refresh under it.", null);
            }
            if (stored != null && stored.isRefreshable() && newer == null) {
                records.tokens().reserve(lease, stored);
            }
            TokenRecord fresh = fresh(new RenewalBasis(stored, challenges, login));
            return save(fresh, current);
        }
    }

    private TokenRecord fresh(RenewalBasis basis) throws OAuthException {
        TokenRecord fresh = flow.renew(this, basis);
        PassedOnLogin login = basis.source();
        return source == null || login == null ? fresh : fresh.madeOf(source.identity(login.record()));
    }

    /** Whether a stored token is what the configuration wants, and made of the login that there is now. May block. */
    boolean counts(TokenRecord record) {
        return SourceLogin.counts(record, server.config(), source);
    }

    /** The login of another server that is passed on; null if none is configured. */
    @Nullable SourceLogin source() {
        return source;
    }

    private @Nullable TokenRecord counting(@Nullable TokenRecord stored) {
        return stored != null && counts(stored) ? stored : null;
    }

    /** Whether the store has a token that is good for a while, in the place of one that is of no more use. */
    static boolean isNewer(TokenRecord stored, @Nullable TokenRecord old, Clock clock) {
        boolean same = old != null && isSameToken(stored, old);
        return !same && !stored.token().isExpired(Margins.expiry(stored.token()), clock);
    }

    private static boolean isSameToken(TokenRecord one, TokenRecord other) {
        return one.token().accessToken().equals(other.token().accessToken());
    }

    @Override
    public TokenRecord refresh(@Nullable TokenRecord stored) throws OAuthException {
        return refresh.of(stored);
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
    public Requester configuredClient(DiscoveredServer discovered) throws OAuthException {
        ClientInformation client = registrar.ofMachine(server.config(), discovered);
        if (client == null) {
            String key = server.config().key("client-id");
            throw new ConfigException(key, key + " is missing.");
        }
        return new Requester(client, server);
    }

    @Override
    public Requester clientOrNone(DiscoveredServer discovered, @Nullable PassedOnLogin login) throws OAuthException {
        ClientInformation client = registrar.ofMachine(server.config(), discovered);
        if (client != null) {
            return new Requester(client, server);
        }
        return login != null
                        && login.isAt(discovered.issuer())
                        && login.record().clientId() != null
                ? passedOn.clientOf(login)
                : new Requester(new ClientInformation("", null, ClientAuthentication.NONE, List.of(), false), server);
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
    public String idToken(PassedOnLogin login) throws OAuthException {
        return passedOn.idToken(login);
    }

    @Override
    public String subjectToken(PassedOnLogin login, DiscoveredServer discovered) throws OAuthException {
        return passedOn.subjectToken(login, discovered);
    }

    @Override
    public String idJag(TokenExchangeGrant exchange, DiscoveredServer discovered, @Nullable PassedOnLogin login)
            throws OAuthException {
        return passedOn.idJag(exchange, discovered, login);
    }

    @Override
    public TokenRecord idTokenRecord(PassedOnLogin login) throws OAuthException {
        String idToken = passedOn.idTokenForServer(login);
        Token kept = new Token(idToken, Authorization.BEARER, null, clock.instant(), null, null, idToken);
        Token token = IdTokenBearer.of(kept);
        return record(token == null ? kept : token, login.record().issuer());
    }

    @Override
    public TokenRecord request(DiscoveredServer discovered, Requester requester, Grant grant, Map<String, String> more)
            throws OAuthException {
        ClientInformation client = requester.client();
        ClientTokenRequest.Issued issued =
                tokens.requestUnlessRefused(requester.server(), discovered, client, grant, more);
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
        String issuer = server.config().issuer();
        return record(
                new Token(accessToken, Authorization.BEARER, null, clock.instant(), expiresAt, null, null),
                issuer == null ? "" : issuer);
    }

    /** A record of a token that is kept elsewhere. */
    private TokenRecord record(Token token, String issuer) {
        return new TokenRecord(
                server.key(), token, issuer, null, null, null, null, clock.instant(), null, null, RefreshRefusal.NONE);
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
        Versioned<TokenRecord> current = before;
        for (int notes = 0; notes <= MOST_NOTES; notes++) {
            if (records.tokens().replace(fresh, current.version())) {
                return new Renewed(fresh, null, null);
            }
            current = records.tokens().read(server.key());
            TokenRecord other = current.value();
            if (other == null) {
                String serverUrl = server.key().server();
                throw new LoginRequiredException(
                        serverUrl, "A user or another process logged out of " + serverUrl, null);
            }
            if (!isUnchanged(before, current)) {
                return new Renewed(other, null, null);
            }
        }
        throw new TokenStoreException("The token store replaces no entry though it has that version. Report it to the"
                + " author of the store.");
    }

    /** Whether the store has the same tokens as before: what was only noted on them meanwhile makes them no newer. */
    static boolean isUnchanged(@Nullable Versioned<TokenRecord> before, @Nullable Versioned<TokenRecord> now) {
        if (Versioned.isSameVersion(before, now)) {
            return true;
        }
        TokenRecord one = before == null ? null : before.value();
        TokenRecord other = now == null ? null : now.value();
        return one != null
                && other != null
                && isSameToken(one, other)
                && Objects.equals(one.token().refreshToken(), other.token().refreshToken());
    }
}
