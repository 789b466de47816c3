package dev.safeconduct.client.internal;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.config.TokenKey;
import dev.safeconduct.client.internal.discovery.ConfiguredServer;
import dev.safeconduct.client.internal.discovery.DiscoveredServer;
import dev.safeconduct.client.internal.discovery.PriorLogin;
import dev.safeconduct.client.internal.discovery.TracedDiscovery;
import dev.safeconduct.client.internal.grant.GrantFlows;
import dev.safeconduct.client.internal.login.LoginWay;
import dev.safeconduct.client.internal.login.LogoutFlow;
import dev.safeconduct.client.internal.record.RegistrationPlace;
import dev.safeconduct.client.internal.record.StoredRegistration;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.internal.record.Versioned;
import dev.safeconduct.client.internal.token.Renewal;
import dev.safeconduct.client.internal.token.SourceLogin;
import dev.safeconduct.client.internal.token.StandingRule;
import dev.safeconduct.client.internal.transport.EndpointPolicy;
import dev.safeconduct.client.internal.transport.HttpCall;
import dev.safeconduct.client.internal.transport.HttpResult;
import dev.safeconduct.client.internal.transport.NetworkReach;
import dev.safeconduct.client.oauth.AuthChallenge;
import dev.safeconduct.client.oauth.ClientInformation;
import dev.safeconduct.client.oauth.LoginRequiredException;
import dev.safeconduct.client.oauth.ServerStanding;
import dev.safeconduct.client.oauth.ServerUrl;
import dev.safeconduct.client.oauth.SingleSignOn;
import dev.safeconduct.spi.BrowserOpener;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStoreException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Login, logout, status and token of one session: what sessions of the library and the command line do alike. Each of
 * them adds how it is shown. Safe for all threads; blocks unless it says otherwise.
 */
public final class Operations {

    private static final EndpointPolicy CALLBACK = new EndpointPolicy(NetworkReach.MACHINE, false);

    private final ClientCore core;
    private final SessionTokens tokens;
    private final KnownLogins logins;

    /** Operations of the sessions that are configured. */
    public Operations(ClientCore core) {
        this(core, core.configuredSessions());
    }

    /** Operations of one session. */
    public Operations(ClientCore core, SessionTokens tokens) {
        this.core = core;
        this.tokens = tokens;
        this.logins = new KnownLogins(core, tokens);
    }

    /** The configured server that a URL belongs to, or null. Never blocks. */
    public @Nullable ServerConfig server(ServerUrl url) {
        return tokens.server(url.scheme(), url.host(), url.port(), url.path());
    }

    /** The configured server that a request goes to as an HTTP client sends it, or null. Never blocks. */
    public @Nullable ServerConfig serverOfRequest(String scheme, String host, int port, String rawPath) {
        return tokens.server(scheme, host, port, rawPath);
    }

    /**
     * The server that a request would go to, but for a path that servers read in more than one way; null if that is not
     * what keeps it away. Never blocks.
     */
    public @Nullable ServerConfig serverButForPath(String scheme, String host, int port, String rawPath) {
        return core.servers().nearlyMatched(scheme, host, port, rawPath);
    }

    /**
     * A server that nothing is configured for, with the name that messages use. Never blocks.
     *
     * @throws IllegalArgumentException for plain http to another machine, which has to be allowed by configuration
     */
    public static ServerConfig adHoc(ServerUrl url, String name) {
        return ServerConfig.adHoc(url, name, GrantFlows.ALL);
    }

    // Login

    /**
     * What a server asks for, before a person is asked for anything.
     *
     * @throws TokenStoreException if a login could not be stored
     * @throws OAuthException if the server cannot be reached, or must not be called
     */
    public Probe.Outcome probe(ServerConfig server) throws OAuthException {
        return Probe.of(core.transport(), access(server));
    }

    /**
     * The same by one POST, for a server that does not know a GET: only where nothing that it publishes says where to log
     * in. For a person who waits (THREATS 95).
     *
     * @param byGet what the GET said, which stands where there is no more to know
     */
    public Probe.Outcome probeFurther(ServerConfig server, Probe.Outcome byGet) throws OAuthException {
        ConfiguredServer access = access(server);
        return byGet.isUnknownToServer() && isUndocumented(access) ? Probe.byPing(core.transport(), access) : byGet;
    }

    /**
     * Whether a server takes a stored token; true where that cannot be told.
     */
    public boolean takes(ServerConfig server, TokenRecord stored) {
        try {
            return Probe.withToken(core.transport(), access(server), stored.authorization(core.clock()))
                            .status()
                    != 401;
        } catch (OAuthException e) {
            return true;
        }
    }

    /** Whether a server that lets a GET in may ask for a login all the same: it publishes where to get a token. */
    public boolean publishesWhereToLogIn(ServerConfig server) {
        return access(server).discovery().hasResourceMetadata();
    }

    private static boolean isUndocumented(ConfiguredServer server) {
        try {
            return !server.discovery().discover(List.of()).isDocumented();
        } catch (OAuthException e) {
            return false; // it cannot be told, or a document is wrong, which the login says better
        }
    }

    /**
     * Finds the authorization server of a server from the start, as a login would.
     *
     * @param steps is told where metadata is looked for and what is found there
     * @throws OAuthException as a login would fail
     */
    public DiscoveredServer discover(
            ServerConfig server, List<AuthChallenge> challenges, Consumer<TracedDiscovery.Step> steps)
            throws OAuthException {
        return access(server).discovery(steps).discover(challenges, prior(server));
    }

    /** Null also where the store cannot be read: then the server is looked at as if there were no login. */
    private @Nullable PriorLogin prior(ServerConfig server) {
        try {
            TokenRecord stored = stored(server);
            return stored == null ? null : stored.prior();
        } catch (TokenStoreException e) {
            return null;
        }
    }

    /**
     * Checks that an endpoint of an authorization server may be called for a server. Connects to nothing, but may ask a
     * resolver.
     *
     * @param what the endpoint in words, for the error
     * @throws OAuthException if it may not, or its host name cannot be resolved
     */
    public void checkEndpoint(ServerConfig server, URI endpoint, String what) throws OAuthException {
        access(server).check(endpoint, what);
    }

    /** The issuer at which a login to a server would be; empty where that cannot be told. */
    public String issuer(ServerConfig server) {
        try {
            TokenRecord stored = stored(server);
            return stored != null
                    ? stored.issuer()
                    : access(server).discovery().discover(List.of()).issuer();
        } catch (OAuthException e) {
            return ""; // the login says why
        }
    }

    /** Tries the store: a login that cannot be stored is not worth a password. */
    public void checkStore(ServerConfig server) throws TokenStoreException, InterruptedException {
        TokenStore.Lease lease = core.records().tokens().lease(tokens.key(server), Duration.ZERO);
        if (lease != null) {
            lease.close();
        }
    }

    /**
     * Logs in with a browser. Does not block.
     *
     * @param challenges those of the server's 401; empty if there was none
     * @param browser brings the login page before the person
     * @return completes when the login is stored, or with an {@link OAuthException}, in which case nothing was
     */
    public CompletableFuture<TokenRecord> login(
            ServerConfig server, List<AuthChallenge> challenges, BrowserOpener browser) {
        return begin(core.loginWay(server), server, challenges, core.presenter(browser));
    }

    /** The same with the configured opener. Does not block. */
    public CompletableFuture<TokenRecord> login(ServerConfig server, List<AuthChallenge> challenges) {
        return begin(core.loginWay(server), server, challenges, core.presenter());
    }

    /** The same without asking the person for anything, if their browser is logged in already. Does not block. */
    public CompletableFuture<TokenRecord> loginSilently(
            ServerConfig server, List<AuthChallenge> challenges, BrowserOpener browser) {
        return begin(core.loginFlow()::startSilently, server, challenges, core.presenter(browser));
    }

    /**
     * The same by a code that the person enters on any device (RFC 8628), whatever is configured. Does not block.
     *
     * @param display brings page and code before the person
     */
    public CompletableFuture<TokenRecord> loginByCode(
            ServerConfig server, List<AuthChallenge> challenges, BrowserOpener display) {
        return begin(core.deviceLogin(), server, challenges, core.presenter(display));
    }

    /** Whether {@link #loginByCode} is possible at a server. */
    public boolean offersLoginByCode(ServerConfig server, List<AuthChallenge> challenges) {
        return core.deviceLogin().isOffered(access(server), challenges);
    }

    private CompletableFuture<TokenRecord> begin(
            LoginWay way, ServerConfig server, List<AuthChallenge> challenges, LoginWay.Presenter presenter) {
        return way.start(new LoginWay.Order(access(server), challenges, true, core.loginTimeout(), presenter))
                .whenComplete((login, failure) -> {
                    if (login != null) {
                        tokens.forget(server);
                    }
                });
    }

    /**
     * Delivers the URL at which a browser on another machine ended to the callback of the login, which checks it as it
     * checks a browser's.
     *
     * @return false if it is the response to another login, or was changed
     */
    public boolean deliver(URI response) throws OAuthException {
        HttpResult redirect = callback(response);
        String page = redirect.header("Location");
        if (redirect.status() != 302 || page == null) {
            return false;
        }
        callback(response.resolve(page)); // the page that says how it ended: the login waits until it is fetched
        return true;
    }

    private HttpResult callback(URI uri) throws OAuthException {
        return core.transport().send(new HttpCall("GET", uri, Map.of(), null), CALLBACK, "callback of this login");
    }

    /**
     * Makes a public client the one of its issuer: a refresh looks for the client of a login among the registrations.
     *
     * @return whether that replaced another client
     */
    public boolean keepClient(String issuer, String clientId) throws TokenStoreException {
        RegistrationPlace place = RegistrationPlace.ofLoopback(issuer);
        while (true) {
            Versioned<StoredRegistration> known = core.records().registrations().read(place);
            StoredRegistration before = known.value();
            if (before != null && before.current().client().clientId().equals(clientId)) {
                return false;
            }
            ClientInformation client = new ClientInformation(clientId, null, "none", List.of(), true);
            StoredRegistration kept = StoredRegistration.of(new StoredRegistration.Registered(client, null, null));
            if (core.records().registrations().replace(place, kept, known.version())) {
                return before != null;
            }
        }
    }

    // Logout

    /** Logs out of a server. */
    public LogoutFlow.Outcome logout(ServerConfig server) throws OAuthException, InterruptedException {
        try {
            return logout(new LogoutTarget(tokens.key(server), server), false);
        } finally {
            core.config().servers().forEach(tokens::forget); // what was made of the login has ended with it
        }
    }

    /**
     * Ends a login.
     *
     * @param localOnly not to tell the authorization server
     */
    public LogoutFlow.Outcome logout(LogoutTarget target, boolean localOnly)
            throws OAuthException, InterruptedException {
        TokenKey key = target.key();
        ServerConfig server = target.server();
        LogoutFlow.Outcome outcome =
                core.logout().end(key, server == null ? null : core.access(server, key), localOnly);
        if (server != null) {
            endWhatWasMade(key.session(), server, localOnly);
        }
        return outcome;
    }

    /** What was made of a login is not used without it; this removes it, and revokes it where that is possible. */
    private void endWhatWasMade(String session, ServerConfig server, boolean localOnly) throws InterruptedException {
        for (ServerConfig made : core.config().servers()) {
            if (server.name().equals(made.from())) {
                TokenKey key = new TokenKey(
                        session, made.tokenKey().server(), made.tokenKey().profile());
                try {
                    var unused = logout(new LogoutTarget(key, made), localOnly);
                } catch (OAuthException e) {
                    // The logout that was asked for has succeeded.
                }
            }
        }
    }

    /** The server whose login is passed on to this one, whose login is a user's; null if none is. Never blocks. */
    public @Nullable ServerConfig loginOf(ServerConfig server) {
        ServerConfig source = core.sourceOf(server);
        return source == null || source.grant().needsPerson() ? source : loginOf(source);
    }

    /** Whether a login lacks the ID token that its server or another needs of it, so that there is something to log in for. */
    public boolean lacksIdToken(ServerConfig server, TokenRecord login) {
        Instant end = SourceLogin.idTokenExpiry(login);
        return server.wantsIdToken() && (end == null || !core.clock().instant().isBefore(end));
    }

    /** The stored logins. */
    public List<LogoutTarget> logins(Consumer<TokenStoreException> unreadable) throws TokenStoreException {
        return logins.stored(unreadable);
    }

    // Status

    /**
     * All servers that are configured or stored, and how the session stands at each.
     *
     * @param unreadable takes what of the store cannot be read
     */
    public List<KnownLogin> status(Consumer<TokenStoreException> unreadable) {
        return logins.all(unreadable);
    }

    /**
     * How this session stands at a server, also by what happened in this process. Where another server's login is passed
     * on and nothing is made of it, as at that one, if a person has to log in there.
     */
    public ServerStanding standing(ServerConfig server) {
        SingleSignOn sso = server.singleSignOn();
        try {
            ServerStanding own = StandingRule.standing(server, stored(server), tokens.source(server), core.clock());
            ServerConfig source = core.sourceOf(server);
            if (source == null || own.state() == ServerStanding.State.CONNECTED) {
                return own;
            }
            ServerStanding login = standing(source);
            return login.state().needsLogin() && !login.ssoAttemptFailed()
                    ? ServerStanding.loginNeeded(server.name(), login.state(), sso, login.issuer(), login.scope())
                    : own;
        } catch (TokenStoreException | IllegalArgumentException e) {
            return ServerStanding.failed(
                    server.name(), ServerStanding.State.ERROR, sso, String.valueOf(e.getMessage()));
        }
    }

    /** The stored login of a server; null if missing, or it is with another issuer than the configured one. */
    public @Nullable TokenRecord stored(ServerConfig server) throws TokenStoreException {
        return logins.counting(server, tokens.key(server));
    }

    // Token

    /**
     * A login and what could not be done with it.
     *
     * @param login the login with a good token
     * @param unsaved why its token could not be stored; null if it is
     */
    public record Obtained(TokenRecord login, @Nullable TokenStoreException unsaved) {}

    /**
     * A token that is good for a while: the stored one, or a new one that needs no person.
     *
     * @throws LoginRequiredException if only a person can help
     * @throws OAuthException if it could not be obtained otherwise; nothing that was stored is lost
     */
    public Obtained token(ServerConfig server, Duration least) throws OAuthException {
        TokenRecord stored = stored(server);
        if (stored != null && !stored.tokenRefused() && Freshness.isGoodFor(stored.token(), least, core.clock())) {
            return new Obtained(stored, null);
        }
        Renewal renewal = core.renewal(access(server), tokens);
        if (!renewal.isPossible(stored)) {
            String url = server.tokenKey().server();
            String reason = stored == null ? "There is no login for " + url : "The login for " + url + " has ended";
            throw new LoginRequiredException(url, reason, null);
        }
        Renewal.Renewed renewed = renewal.renew(stored, List.of());
        return new Obtained(renewed.record(), renewed.unsaved());
    }

    private ConfiguredServer access(ServerConfig server) {
        return core.access(server, tokens.key(server));
    }
}
