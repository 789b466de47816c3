package dev.safeconduct.client.internal;

import dev.safeconduct.client.TokenSource;
import dev.safeconduct.client.internal.config.Config;
import dev.safeconduct.client.internal.config.ConfigInput;
import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.config.ServerMatcher;
import dev.safeconduct.client.internal.http.Transport;
import dev.safeconduct.client.internal.idtoken.IdTokenValidator;
import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.client.internal.login.LoginFlow;
import dev.safeconduct.client.internal.login.LoopbackReceiver;
import dev.safeconduct.client.internal.login.ServerLogin;
import dev.safeconduct.client.internal.provider.Providers;
import dev.safeconduct.client.internal.record.Records;
import dev.safeconduct.client.internal.register.Registrar;
import dev.safeconduct.client.internal.token.ExitGuard;
import dev.safeconduct.client.internal.token.RefreshingTokenSource;
import dev.safeconduct.client.internal.token.Renewal;
import dev.safeconduct.client.internal.token.ServerAccess;
import dev.safeconduct.client.internal.token.TokenEndpoint;
import dev.safeconduct.spi.BrowserOpener;
import dev.safeconduct.spi.BrowserOpenerProvider;
import dev.safeconduct.spi.MetadataDiscovery;
import dev.safeconduct.spi.MetadataDiscoveryProvider;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.ProviderConfig;
import dev.safeconduct.spi.TokenKey;
import dev.safeconduct.spi.TokenStoreProvider;
import java.net.http.HttpClient;
import java.time.Clock;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The client, put together from its configuration: which servers get tokens, and where from. Safe for all threads.
 * Making one reads the configuration and opens the store; it starts no thread and connects to nothing.
 */
public final class Assembly implements AutoCloseable {

    private final Config config;
    private final Clock clock;
    private final EventLog log;
    private final ExecutorService workers;
    private final ExecutorService httpThreads;
    private final ScheduledExecutorService timer;
    private final Transport transport;
    private final Records records;
    private final Registrar registrar;
    private final TokenEndpoint endpoint;
    private final IdTokenValidator idTokens;
    private final ExitGuard exitGuard;
    private final LoopbackReceiver receiver;
    private final LoginFlow loginFlow;
    private final BrowserOpener browser;
    private final @Nullable MetadataDiscovery discovery;
    private final ServerMatcher matcher;
    private final Map<String, TokenSource> sources = new ConcurrentHashMap<>();

    /**
     * Puts a client together.
     *
     * @param providers where providers are looked for
     * @throws OAuthException if a provider is missing or does not take its configuration; the message names the key and
     *     the remedy
     */
    public static Assembly open(Config config, ClassLoader providers, Clock clock, EventLog log) throws OAuthException {
        return new Assembly(config, providers, clock, log);
    }

    /** The configuration of this process: system properties, environment, properties file. */
    public static Config configuration() {
        Map<String, String> properties = new HashMap<>();
        Properties system = System.getProperties();
        system.stringPropertyNames().forEach(name -> properties.put(name, system.getProperty(name)));
        return Config.load(new ConfigInput(properties, System.getenv(), null));
    }

    private Assembly(Config config, ClassLoader providers, Clock clock, EventLog log) throws OAuthException {
        this.config = config;
        this.clock = clock;
        this.log = log;
        ProviderConfig view = config.providerConfig(clock);
        this.records = records(config, providers, view, log);
        this.browser = Providers.select(
                        ServiceLoader.load(BrowserOpenerProvider.class, providers),
                        "safeconduct.browser",
                        browserName(config),
                        "system",
                        log)
                .create(view);
        this.discovery = discovery(config, providers, view, log);
        ThreadFactory threads = new DaemonThreads(providers);
        this.workers = workers(threads);
        this.httpThreads =
                new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), threads);
        this.timer = timer(threads);
        this.transport = new Transport(
                config.duration("safeconduct.http.connect-timeout"),
                config.duration("safeconduct.http.timeout"),
                httpThreads,
                timer,
                view);
        this.endpoint = new TokenEndpoint(transport, clock);
        this.idTokens = new IdTokenValidator(transport, clock, log);
        this.registrar = new Registrar(records, transport);
        this.receiver = new LoopbackReceiver(threads, log);
        // A program may end as soon as it has its token, before the browser has fetched its page.
        this.exitGuard = new ExitGuard(receiver::close);
        this.loginFlow =
                new LoginFlow(config, records, registrar, endpoint, idTokens, receiver, exitGuard, workers, clock, log);
        this.matcher = new ServerMatcher(config.servers());
    }

    private static Records records(Config config, ClassLoader providers, ProviderConfig view, EventLog log)
            throws OAuthException {
        TokenStoreProvider provider = Providers.select(
                ServiceLoader.load(TokenStoreProvider.class, providers),
                "safeconduct.store",
                config.get("safeconduct.store"),
                "file",
                log);
        boolean besideTheGoTool = provider.name().equals("file") && config.get("safeconduct.store.file.dir") == null;
        GoToolConfig goTool = besideTheGoTool ? GoToolConfig.of(view) : null;
        return new Records(provider.create(view), goTool == null ? null : provider.create(goTool));
    }

    private static @Nullable String browserName(Config config) {
        String name = config.get("safeconduct.browser");
        return name == null && config.get("safeconduct.browser.command") != null ? "command" : name;
    }

    private static @Nullable MetadataDiscovery discovery(
            Config config, ClassLoader providers, ProviderConfig view, EventLog log) throws OAuthException {
        String name = config.get("safeconduct.discovery", "http");
        return name.equals("http")
                ? null
                : Providers.select(
                                ServiceLoader.load(MetadataDiscoveryProvider.class, providers),
                                "safeconduct.discovery",
                                name,
                                name,
                                log)
                        .create(view);
    }

    /** Threads for what blocks, at most a few for each server, so that none waits for another's; none while idle. */
    private static ExecutorService workers(ThreadFactory threads) {
        return new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), threads);
    }

    private static ScheduledExecutorService timer(ThreadFactory threads) {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, threads);
        timer.setKeepAliveTime(10, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    /**
     * The token source for a request, as the HTTP client has resolved it. Never blocks; allocates nothing where no
     * server matches.
     *
     * @param port -1 for the default port of the scheme
     * @param rawPath the path as it goes over the wire
     * @return null if no configured server matches: the request is none of our business
     */
    public @Nullable TokenSource match(String scheme, String host, int port, @Nullable String rawPath) {
        ServerConfig server = matcher.match(scheme, host, port, rawPath);
        return server == null ? null : source(server);
    }

    /** The token source of a server. Never blocks. */
    public TokenSource source(ServerConfig server) {
        TokenSource known = sources.get(server.name());
        return known != null ? known : sources.computeIfAbsent(server.name(), name -> newSource(server));
    }

    private TokenSource newSource(ServerConfig server) {
        ServerAccess access = access(server, server.tokenKey());
        ServerLogin login = new ServerLogin(
                access,
                records,
                loginFlow,
                ServerLogin.presenter(browser, log),
                ServerLogin.Mode.valueOf(
                        config.get("safeconduct.login", "never").toUpperCase(Locale.ROOT)),
                config.duration("safeconduct.login.wait"),
                config.duration("safeconduct.login.timeout"),
                clock,
                log);
        return new RefreshingTokenSource(access, records, renewal(access), login, workers, clock, log);
    }

    /** What is needed to act for a server; {@code key} says which record is meant. */
    public ServerAccess access(ServerConfig server, TokenKey key) {
        return new ServerAccess(server, key, transport, discovery, clock);
    }

    /** Renews tokens of a server without a person. */
    public Renewal renewal(ServerAccess server) {
        return new Renewal(server, records, registrar, endpoint, idTokens, exitGuard, clock);
    }

    /** Whether an HTTP client is our own, whose requests are to be left alone. */
    public boolean owns(HttpClient client) {
        return transport.owns(client);
    }

    public Config config() {
        return config;
    }

    public Records records() {
        return records;
    }

    public Registrar registrar() {
        return registrar;
    }

    public TokenEndpoint tokenEndpoint() {
        return endpoint;
    }

    public IdTokenValidator idTokens() {
        return idTokens;
    }

    public Transport transport() {
        return transport;
    }

    public LoginFlow loginFlow() {
        return loginFlow;
    }

    public BrowserOpener browser() {
        return browser;
    }

    /** Ends all logins that wait, gives back ports, threads and the store. Waits up to 3 s for a page to be fetched. */
    @Override
    public void close() {
        receiver.close();
        exitGuard.close();
        workers.shutdownNow();
        httpThreads.shutdownNow();
        timer.shutdownNow();
        records.store().close();
    }

    /** Daemons that keep nothing of the thread that happened to start them: no class loader, no thread locals. */
    private static final class DaemonThreads implements ThreadFactory {

        private final ClassLoader contextClassLoader;
        private final AtomicInteger count = new AtomicInteger();

        DaemonThreads(ClassLoader contextClassLoader) {
            this.contextClassLoader = contextClassLoader;
        }

        @Override
        public Thread newThread(Runnable task) {
            Thread thread = new Thread(null, task, "safeconduct-" + count.incrementAndGet(), 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(contextClassLoader);
            return thread;
        }
    }
}
