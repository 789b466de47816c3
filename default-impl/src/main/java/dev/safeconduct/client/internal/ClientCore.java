package dev.safeconduct.client.internal;

import dev.safeconduct.client.internal.concurrent.Workers;
import dev.safeconduct.client.internal.config.Config;
import dev.safeconduct.client.internal.config.ConfigInput;
import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.config.TokenKey;
import dev.safeconduct.client.internal.discovery.ConfiguredServer;
import dev.safeconduct.client.internal.endpoint.ClientTokenRequest;
import dev.safeconduct.client.internal.endpoint.IdTokenValidator;
import dev.safeconduct.client.internal.endpoint.Registrar;
import dev.safeconduct.client.internal.endpoint.TokenEndpoint;
import dev.safeconduct.client.internal.grant.GrantFlows;
import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.client.internal.log.MinuteLog;
import dev.safeconduct.client.internal.login.DeviceLogin;
import dev.safeconduct.client.internal.login.LoginFlow;
import dev.safeconduct.client.internal.login.LoginGovernor;
import dev.safeconduct.client.internal.login.LoginWay;
import dev.safeconduct.client.internal.login.LogoutFlow;
import dev.safeconduct.client.internal.login.WebLogin;
import dev.safeconduct.client.internal.provider.Providers;
import dev.safeconduct.client.internal.record.GoToolConfig;
import dev.safeconduct.client.internal.record.Records;
import dev.safeconduct.client.internal.record.StoreKeys;
import dev.safeconduct.client.internal.record.UnopenedStore;
import dev.safeconduct.client.internal.record.UnstoredEntries;
import dev.safeconduct.client.internal.request.ExchangeSettings;
import dev.safeconduct.client.internal.request.ServerMatcher;
import dev.safeconduct.client.internal.token.CachedToken;
import dev.safeconduct.client.internal.token.InteractiveLogin;
import dev.safeconduct.client.internal.token.Renewal;
import dev.safeconduct.client.internal.token.RenewalWindow;
import dev.safeconduct.client.internal.token.SourceInteractiveLogin;
import dev.safeconduct.client.internal.token.SourceLogin;
import dev.safeconduct.client.internal.token.TokenSource;
import dev.safeconduct.client.internal.transport.Transport;
import dev.safeconduct.client.oauth.LoginMode;
import dev.safeconduct.spi.BrowserOpener;
import dev.safeconduct.spi.BrowserOpenerProvider;
import dev.safeconduct.spi.MetadataDiscovery;
import dev.safeconduct.spi.MetadataDiscoveryProvider;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.ProviderConfig;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.spi.TokenStoreProvider;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The client, put together from its configuration: which servers get tokens, and where from. Safe for all threads.
 * Making one reads the configuration and opens the store; it starts no thread and connects to nothing.
 */
public final class ClientCore implements AutoCloseable {

    private static final Duration REFRESH = Duration.ofSeconds(40);

    private final Config config;
    private final Clock clock;
    private final EventLog log;
    /** For what blocks: none of its tasks waits for another. */
    private final Workers workers = new Workers("worker");

    private final Records records;
    /** For tokens that another program keeps; made at the first of them, and guarded by this then. */
    private volatile @Nullable Records unstored;

    private final ProviderConfig view;
    /** Guarded by this when it is made. */
    private volatile @Nullable Network network;

    private final BrowserOpener browser;
    private final boolean isBrowserChosen;
    private final @Nullable MetadataDiscovery discovery;
    private final ServerMatcher matcher;
    private final ExchangeSettings exchangeSettings;
    private final boolean ownStore;
    private final Duration loginWait;
    private final RenewalWindow renewalWindow;
    private final Map<ServerConfig, ConfiguredServer> servers = new ConcurrentHashMap<>();
    private volatile boolean closed;
    private final SessionTokens configured;
    private final Map<String, SessionReference> sessions = new HashMap<>();
    private final ReferenceQueue<SessionTokens> unusedSessions = new ReferenceQueue<>();

    /**
     * What a program brings itself.
     *
     * @param store in place of the provider's, and left open by {@link #close()}; or null
     * @param browser in place of the provider's, or null
     * @param discovery in place of the provider's, or null
     * @param loginWait how long a request waits for a login; null for what is configured
     * @param random chooses by how much later this process refreshes ahead than others; null for the JVM's
     */
    public record Supplied(
            @Nullable TokenStore store,
            @Nullable BrowserOpener browser,
            @Nullable MetadataDiscovery discovery,
            @Nullable Duration loginWait,
            @Nullable RandomGenerator random) {

        /** Nothing: the configuration alone decides. */
        public static final Supplied NOTHING = new Supplied(null, null, null, null, null);
    }

    /** Reads the configuration, with the keys of all flows. Never throws for what is written in it. */
    public static Config configuration(ConfigInput input) {
        return Config.load(input, GrantFlows.ALL);
    }

    /**
     * Puts a client together.
     *
     * @param providers where providers are looked for
     * @throws OAuthException if a provider is missing or does not take its configuration; the message names the key and
     *     the remedy
     */
    public static ClientCore open(Config config, List<ClassLoader> providers, Clock clock, EventLog log)
            throws OAuthException {
        return open(config, Supplied.NOTHING, providers, clock, log);
    }

    /** The same, with parts that the program brings itself. */
    public static ClientCore open(
            Config config, Supplied supplied, List<ClassLoader> providers, Clock clock, EventLog log)
            throws OAuthException {
        return new ClientCore(config, supplied, providers, clock, log);
    }

    private ClientCore(Config config, Supplied supplied, List<ClassLoader> providers, Clock clock, EventLog log)
            throws OAuthException {
        this.config = config;
        this.clock = clock;
        this.log = log;
        this.view = config.providerConfig(clock);
        this.loginWait =
                supplied.loginWait() != null ? supplied.loginWait() : config.duration("safeconduct.login.wait");
        this.renewalWindow =
                new RenewalWindow(supplied.random() != null ? supplied.random() : ThreadLocalRandom.current());
        this.isBrowserChosen = supplied.browser() != null || browserName(config) != null;
        this.browser = supplied.browser() != null ? supplied.browser() : browser(config, providers, view, log);
        this.discovery = supplied.discovery() != null ? supplied.discovery() : discovery(config, providers, view, log);
        // After all else that may fail, since it is the one thing that would have to be closed again.
        TokenStore given = supplied.store();
        this.ownStore = given == null;
        StoreKeys keys = StoreKeys.of(config, clock);
        this.records = given == null ? records(config, keys, providers, view, log) : new Records(given, null, keys);
        this.exchangeSettings =
                new ExchangeSettings(exchangeLimit(config, loginWait), workers, new MinuteLog(log, clock));
        this.matcher = new ServerMatcher(config.servers(), exchangeSettings.warnings());
        this.configured = new SessionTokens(this, null);
    }

    /** What goes to servers; made when it is first needed. */
    private Network network() {
        Network made = network;
        return made != null ? made : makeNetwork();
    }

    private synchronized Network makeNetwork() {
        Network made = network;
        if (made == null) {
            made = new Network(config, records, view, workers, clock, log);
            network = made;
            if (closed) {
                made.close();
            }
        }
        return made;
    }

    /**
     * What no request waits longer than for a token, whatever its own timeout: another process's refresh, then our own,
     * then a login where it is waited for.
     */
    public static Duration exchangeLimit(Config config, Duration loginWait) {
        return config.get("safeconduct.login", "never").equals("auto") ? REFRESH.plus(loginWait) : REFRESH;
    }

    private static Records records(
            Config config, StoreKeys keys, List<ClassLoader> providers, ProviderConfig view, EventLog log)
            throws OAuthException {
        TokenStoreProvider provider = Providers.select(
                TokenStoreProvider.class, providers, "safeconduct.store", config.get("safeconduct.store"), "file", log);
        boolean isOnFiles = provider.name().equals("file");
        // What the Go tool writes is not encrypted, so an encrypted store does without.
        boolean besideTheGoTool =
                isOnFiles && config.get("safeconduct.store.file.dir") == null && !keys.areConfigured();
        GoToolConfig goTool = besideTheGoTool ? GoToolConfig.of(view) : null;
        try {
            TokenStore fallback = goTool == null ? null : provider.create(goTool);
            TokenStore store = provider.create(view);
            return isOnFiles ? Records.onFiles(store, fallback, keys) : new Records(store, null, keys);
        } catch (TokenStoreException e) {
            if (config.servers().stream().allMatch(server -> server.grant().needsPerson())) {
                throw e;
            }
            // A service needs no login that could be kept, so it is not stopped by this.
            return new Records(new UnopenedStore(e), null);
        }
    }

    /** What is configured is looked for at once, for its mistakes; the system's browser when it is needed. */
    private static BrowserOpener browser(Config config, List<ClassLoader> providers, ProviderConfig view, EventLog log)
            throws OAuthException {
        String name = browserName(config);
        return name != null
                ? browserNamed(name, providers, view, log)
                : prompt -> browserNamed(null, providers, view, log).open(prompt);
    }

    private static BrowserOpener browserNamed(
            @Nullable String name, List<ClassLoader> providers, ProviderConfig view, EventLog log)
            throws OAuthException {
        return Providers.select(BrowserOpenerProvider.class, providers, "safeconduct.browser", name, "system", log)
                .create(view);
    }

    private static @Nullable String browserName(Config config) {
        String name = config.get("safeconduct.browser");
        return name == null && config.get("safeconduct.browser.command") != null ? "command" : name;
    }

    private static @Nullable MetadataDiscovery discovery(
            Config config, List<ClassLoader> providers, ProviderConfig view, EventLog log) throws OAuthException {
        String name = config.get("safeconduct.discovery", "http");
        return name.equals("http")
                ? null
                : Providers.select(MetadataDiscoveryProvider.class, providers, "safeconduct.discovery", name, name, log)
                        .create(view);
    }

    /** The token source of a server. Never blocks. */
    public TokenSource source(ServerConfig server) {
        return configured.source(server);
    }

    /** The token sources of the sessions that are configured: {@code default} where nothing else is. */
    public SessionTokens configuredSessions() {
        return configured;
    }

    /** The token sources of one session, which need not be known yet. They are kept as long as they are referred to. */
    public SessionTokens session(String id) {
        synchronized (sessions) {
            for (Reference<?> unused = unusedSessions.poll(); unused != null; unused = unusedSessions.poll()) {
                if (unused instanceof SessionReference reference) {
                    sessions.remove(reference.id, reference); // unless it has been added again
                }
            }
            SessionReference known = sessions.get(id);
            SessionTokens session = known == null ? null : known.get();
            if (session == null) {
                session = new SessionTokens(this, id);
                sessions.put(id, new SessionReference(id, session, unusedSessions));
            }
            return session;
        }
    }

    /** Reads the store before the next request with a token of that key, of whichever session. */
    void forget(TokenKey key) {
        configured.forget(key);
        SessionReference known;
        synchronized (sessions) {
            known = sessions.get(key.session());
        }
        SessionTokens session = known == null ? null : known.get();
        if (session != null) {
            session.forget(key);
        }
    }

    /** Finds the configured server of a request. */
    ServerMatcher servers() {
        return matcher;
    }

    ExchangeSettings exchangeSettings() {
        return exchangeSettings;
    }

    CachedToken newSource(ServerConfig server, SessionTokens session) {
        ConfiguredServer access = access(server, session.key(server));
        Renewal renewal = renewal(access, session);
        SourceLogin source = sourceLogin(access, session);
        InteractiveLogin login =
                source == null ? governor(access) : new SourceInteractiveLogin(source, renewal, workers, log);
        return new CachedToken(access, records(server), renewal, renewalWindow, login, workers, clock, log);
    }

    /** The login of the server that {@code .from} names; null if none is named. */
    @Nullable SourceLogin sourceLogin(ConfiguredServer server, SessionTokens session) {
        ServerConfig from = sourceOf(server.config());
        if (from == null) {
            return null;
        }
        ConfiguredServer access = access(from, session.key(from));
        return new SourceLogin(
                access,
                records(from),
                () -> session.source(from),
                server.config().passesOnIdToken(),
                sourceLogin(access, session),
                clock);
    }

    /** The server whose login is passed on to this one; null if none is. */
    @Nullable ServerConfig sourceOf(ServerConfig server) {
        String from = server.from();
        return from == null ? null : config.server(from);
    }

    private LoginGovernor governor(ConfiguredServer server) {
        return new LoginGovernor(
                server,
                records,
                () -> loginWay(server.config()),
                presenter(),
                LoginMode.valueOf(config.get("safeconduct.login", "never").toUpperCase(Locale.ROOT)),
                loginWait,
                loginTimeout(),
                clock,
                log,
                network().exitGuard());
    }

    /** Shows a login by the configured opener; a code is also told in a line. */
    LoginWay.Presenter presenter() {
        return LoginGovernor.presenterOfProgram(browser, isBrowserChosen, log);
    }

    /** Shows a login by an opener that is for this login, or says which page it could not open. */
    LoginWay.Presenter presenter(BrowserOpener opener) {
        return LoginGovernor.presenter(opener, log);
    }

    /** How long a person may take for a login. */
    Duration loginTimeout() {
        return config.duration("safeconduct.login.timeout");
    }

    /** How long a request waits for a login. */
    public Duration loginWait() {
        return loginWait;
    }

    /** Threads for what blocks: as many as are needed. */
    public Executor workers() {
        return workers;
    }

    /** What is needed to act for a server; {@code key} says which record is meant. */
    public ConfiguredServer access(ServerConfig server, TokenKey key) {
        return servers.computeIfAbsent(
                        server, unknown -> new ConfiguredServer(server, key, transport(), discovery, clock, log))
                .forKey(key);
    }

    /** Refreshes tokens of a server without a person, of the sessions that are configured. */
    public Renewal renewal(ConfiguredServer server) {
        return renewal(server, configured);
    }

    /** The same of one session. */
    Renewal renewal(ConfiguredServer server, SessionTokens session) {
        return new Renewal(
                server,
                records(server.config()),
                network().registrar(),
                network().tokenEndpoint(),
                network().tokenRequests(),
                network().idTokens(),
                network().exitGuard(),
                clock,
                sourceLogin(server, session));
    }

    /** Whether this is closed: then tokens are no longer given out. */
    public boolean isClosed() {
        return closed;
    }

    public Clock clock() {
        return clock;
    }

    EventLog log() {
        return log;
    }

    public Config config() {
        return config;
    }

    public Records records() {
        return records;
    }

    /** Where the tokens of a server are: in memory only if another program keeps them. */
    Records records(ServerConfig server) {
        return server.grant().isKeptElsewhere() ? unstored() : records;
    }

    private Records unstored() {
        Records made = unstored;
        return made != null ? made : makeUnstored();
    }

    private synchronized Records makeUnstored() {
        Records made = unstored;
        if (made == null) {
            made = new Records(new UnstoredEntries(records.store()), null);
            unstored = made;
        }
        return made;
    }

    public Registrar registrar() {
        return network().registrar();
    }

    public TokenEndpoint tokenEndpoint() {
        return network().tokenEndpoint();
    }

    public ClientTokenRequest tokenRequests() {
        return network().tokenRequests();
    }

    public IdTokenValidator idTokens() {
        return network().idTokens();
    }

    /** Ends logins. */
    public LogoutFlow logout() {
        return new LogoutFlow(records, network().registrar(), network().tokenEndpoint());
    }

    public Transport transport() {
        return network().transport();
    }

    public LoginFlow loginFlow() {
        return network().loginFlow();
    }

    /** Logins by a code that is entered elsewhere. */
    DeviceLogin deviceLogin() {
        return network().deviceLogin();
    }

    /** How a person logs in where nothing else is asked for. */
    LoginWay loginWay(ServerConfig server) {
        return server.grant().showsUserCode() ? deviceLogin() : loginFlow();
    }

    public WebLogin webLogin() {
        return network().webLogin();
    }

    public BrowserOpener browser() {
        return browser;
    }

    /** Ends all logins that wait, gives back ports, threads and the store. Waits up to 3 s for a page to be fetched. */
    @Override
    public void close() {
        Network made;
        synchronized (this) {
            closed = true;
            made = network;
        }
        if (made != null) {
            made.close();
        }
        workers.close();
        records.close(ownStore);
    }

    /** A session that may be unreferenced, and under which id it is kept. */
    private static final class SessionReference extends WeakReference<SessionTokens> {

        private final String id;

        SessionReference(String id, SessionTokens session, ReferenceQueue<SessionTokens> unused) {
            super(session, unused);
            this.id = id;
        }
    }
}
