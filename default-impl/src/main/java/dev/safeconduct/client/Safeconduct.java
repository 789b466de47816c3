package dev.safeconduct.client;

import dev.safeconduct.client.internal.ClientCore;
import dev.safeconduct.client.internal.StoredTokens;
import dev.safeconduct.client.internal.config.Config;
import dev.safeconduct.client.internal.config.ConfigInput;
import dev.safeconduct.client.internal.config.ConfigProblem;
import dev.safeconduct.client.internal.grant.GrantFlows;
import dev.safeconduct.client.internal.jdkclient.RepeatableBody;
import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.client.internal.log.EventLog.Level;
import dev.safeconduct.client.internal.log.Slf4jEventLog;
import dev.safeconduct.client.oauth.LoginMode;
import dev.safeconduct.client.oauth.TokenInfo;
import dev.safeconduct.client.oauth.TokenQuery;
import dev.safeconduct.spi.BrowserOpener;
import dev.safeconduct.spi.MetadataDiscovery;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.spi.TransientException;
import java.net.http.HttpRequest.BodyPublisher;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * OAuth 2.1 for a program that calls protected resources itself.
 *
 * <pre>{@code
 * try (Safeconduct safeconduct = Safeconduct.create()) {
 *     HttpClient client = safeconduct.authorizedClient(HttpClient.newBuilder());
 *     // use it as any other
 * }
 * }</pre>
 *
 * <p>Which servers get tokens, and how, is a matter of configuration: the same keys that the agent reads, as system
 * properties, environment variables or a properties file. What a {@link Builder} is told counts before all of them.
 *
 * <p>As a {@link Session}, this is the one of a program with one user: {@code default}, or for each server what its key
 * {@code .session} names. A web application asks for {@link #session} for each of its users.
 *
 * <p>Safe for all threads; one for a program is enough. It starts no thread and connects to nothing before it is asked
 * for something, and its threads keep no program alive.
 */
public final class Safeconduct extends UserSession implements Session, AutoCloseable {

    /** The longest id of a session, in characters: every store takes it. */
    public static final int MAX_SESSION_ID = 1024;

    private Safeconduct(ClientCore core) {
        super(core, core.configuredSessions());
    }

    /**
     * A client as this process configures it: by system properties, environment variables, and the file that
     * {@code SAFECONDUCT_CONFIG} names or {@code $HOME/.config/safeconduct/safeconduct.properties}.
     *
     * @throws OAuthException if the configuration is wrong or names no server, or a provider is missing; the message names
     *     every problem and where it was written. Nothing is left open
     */
    public static Safeconduct create() throws OAuthException {
        return builder().build();
    }

    /** A client that is configured by the program too. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Marks the body of a request as one that can be sent again, so that a 401 can be answered.
     *
     * @param body gives the same bytes to each subscriber, and the same length each time
     */
    public static BodyPublisher repeatable(BodyPublisher body) {
        return new RepeatableBody(Objects.requireNonNull(body, "body"));
    }

    /**
     * The session of one user, for all servers: one for each login of a web application. Two calls with the same id,
     * character for character, mean the same tokens. Never blocks; costs little, so ask for it at each request.
     *
     * @param id who the user is to the application; stored as it is, so not a secret: no session cookie. From 1 to
     *     {@value #MAX_SESSION_ID} characters. {@code default}, and what a key {@code .session} names, is the session of
     *     this program itself: put a word before names that users choose, as in {@code user:ann}
     * @throws IllegalArgumentException if the id is empty, longer, or not Unicode (half a surrogate pair)
     */
    public Session session(String id) {
        if (id.isEmpty()) {
            throw new IllegalArgumentException("The id of a session is empty: it says whose tokens are meant.");
        }
        // In UTF-8, and so in the store, half a pair could not be told from another half, or from a question mark.
        if (id.length() > MAX_SESSION_ID || !StandardCharsets.UTF_8.newEncoder().canEncode(id)) {
            throw new IllegalArgumentException("The id of a session is longer than " + MAX_SESSION_ID
                    + " characters, or has half a surrogate pair. Use another id for this user, or a digest of it.");
        }
        return new UserSession(core, core.session(id));
    }

    /**
     * Lists the stored tokens of all sessions that a query asks for, those of other programs too if they share the store;
     * in no order. Asks no server. A token that cannot be read is left out, with a line of log. Blocks while the store is
     * read: a query by session reads few records, one by issuer may read those of all users, and where a store has no
     * index (files) each query reads all.
     *
     * @throws IllegalStateException if this is closed
     * @throws TokenStoreException if the store does not work
     */
    public List<TokenInfo> tokens(TokenQuery query) throws TokenStoreException {
        checkOpen();
        return new StoredTokens(core).list(query);
    }

    /**
     * Logs out of all that {@link #tokens} lists: revokes each login at its authorization server (RFC 7009) and forgets
     * it, as {@link Session#logout} does for one. Clients stay registered. This process uses none of the tokens
     * afterwards; another one that has a token in memory uses it until it expires or is refused. A web login that is
     * under way is not ended. Blocks, for one token after the other.
     *
     * <p>One that cannot be ended or revoked does not keep the others; the first such failure is thrown at the end, with
     * those that followed as {@linkplain Throwable#getSuppressed suppressed} ones.
     *
     * @return what was ended
     * @throws IllegalStateException if this is closed
     * @throws TransientException if interrupted, or if a refresh of a login took more than 20 s: it is still there
     * @throws TokenStoreException if the store does not work
     * @throws OAuthException if an authorization server could not be told; the login is gone from here
     */
    public List<TokenInfo> logout(TokenQuery query) throws OAuthException {
        checkOpen();
        try {
            return new StoredTokens(core).end(query);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    /**
     * Ends logins that wait, and gives back ports, threads and the store, except one that was given to the builder.
     * Waits up to 5 s for a token request under way, and up to 3 s for a browser to fetch the page after a login.
     * Idempotent.
     */
    @Override
    public void close() {
        if (!core.isClosed()) {
            core.close();
        }
    }

    /** Configures a {@link Safeconduct}. Not safe for several threads. Every option may be set once. */
    public static final class Builder {

        private static final String LOGIN_WAIT = "safeconduct.login.wait";

        private final Map<String, String> settings = new HashMap<>();
        private int servers;
        private @Nullable Path file;
        private @Nullable TokenStore store;
        private @Nullable BrowserOpener browser;
        private @Nullable MetadataDiscovery discovery;
        private @Nullable Clock clock;
        private @Nullable RandomGenerator random;
        private @Nullable ClassLoader providers;

        private Builder() {}

        /**
         * A server that gets tokens, where its URL is all there is to say: {@code safeconduct.server.default.url}, and
         * {@code default-2}, {@code default-3} … for more. By default those that are configured elsewhere.
         */
        public Builder server(String url) {
            return server(ServerSettings.of(url));
        }

        /** A server that gets tokens, and how. By default those that are configured elsewhere. */
        public Builder server(ServerSettings server) {
            String name = server.name();
            if (name == null) {
                servers++;
                name = "default" + (servers == 1 ? "" : "-" + servers);
            }
            String prefix = "safeconduct.server." + name + ".";
            server.values().forEach((setting, value) -> set(prefix + setting, value));
            return this;
        }

        /** What the program may do where only a person can help. By default {@link LoginMode#NEVER}. */
        public Builder login(LoginMode mode) {
            return set("safeconduct.login", mode.value());
        }

        /** Any key of the configuration. By default what the process says; the defaults of the keys after that. */
        public Builder set(String key, String value) {
            settings.put(key, SetOnce.value(settings.get(key), value, key));
            return this;
        }

        /**
         * A properties file, which counts after system properties and environment variables. By default the one that
         * {@code SAFECONDUCT_CONFIG} names, else {@code $HOME/.config/safeconduct/safeconduct.properties} if it is there.
         */
        public Builder configuration(Path propertiesFile) {
            file = SetOnce.value(file, propertiesFile, "configuration");
            return this;
        }

        /** Where logins are kept; stays open. By default the provider that {@code safeconduct.store} names. */
        public Builder store(TokenStore tokenStore) {
            store = SetOnce.value(store, tokenStore, "store");
            return this;
        }

        /** How a login page is opened. By default the provider that {@code safeconduct.browser} names. */
        public Builder browser(BrowserOpener opener) {
            browser = SetOnce.value(browser, opener, "browser");
            return this;
        }

        /** Where metadata comes from. By default what {@code safeconduct.discovery} says. */
        public Builder discovery(MetadataDiscovery metadataDiscovery) {
            discovery = SetOnce.value(discovery, metadataDiscovery, "discovery");
            return this;
        }

        /** The clock by which tokens expire. By default the system's. */
        public Builder clock(Clock timeSource) {
            clock = SetOnce.value(clock, timeSource, "clock");
            return this;
        }

        /** What chooses the times that are left to chance. By default the JVM's. */
        Builder random(RandomGenerator generator) {
            random = SetOnce.value(random, generator, "random");
            return this;
        }

        /** Where providers are looked for. By default the context class loader of the thread that builds. */
        public Builder classLoader(ClassLoader loader) {
            providers = SetOnce.value(providers, loader, "classLoader");
            return this;
        }

        /**
         * Opens the client. Reads the configuration; connects to nothing.
         *
         * @throws OAuthException if the configuration is wrong or names no server, or a provider is missing; the message
         *     names every problem and where it was written. Nothing is left open
         */
        public Safeconduct build() throws OAuthException {
            EventLog log = new Slf4jEventLog();
            Config config = Config.load(
                    new ConfigInput(
                            settings, systemProperties(), System.getenv(), file == null ? null : file.toString()),
                    GrantFlows.ALL);
            check(config, log);
            boolean waitIsSet = config.keys().contains(LOGIN_WAIT);
            Duration loginWait = config.duration(waitIsSet ? LOGIN_WAIT : "safeconduct.login.timeout");
            return new Safeconduct(ClientCore.open(
                    config,
                    new ClientCore.Supplied(store, browser, discovery, loginWait, random),
                    List.of(providers != null ? providers : contextClassLoader()),
                    clock != null ? clock : Clock.systemUTC(),
                    log));
        }

        private static Map<String, String> systemProperties() {
            Map<String, String> properties = new HashMap<>();
            Properties system = System.getProperties();
            for (String name : system.stringPropertyNames()) {
                properties.put(name, system.getProperty(name, ""));
            }
            return properties;
        }

        private static void check(Config config, EventLog log) throws OAuthException {
            String problems = config.problems().stream()
                    .filter(problem -> problem.scope() != ConfigProblem.Scope.WARNING)
                    .map(problem -> "\n  " + problem.text())
                    .collect(Collectors.joining());
            if (!problems.isEmpty()) {
                throw new OAuthException("The configuration is wrong, so no client was opened:" + problems);
            }
            if (config.servers().isEmpty()) {
                throw new OAuthException("No server is configured, so no request would get a token. Name one to the"
                        + " builder, as in Safeconduct.builder().server(\"https://api.example.com\"), or set"
                        + " safeconduct.server.<name>.url.");
            }
            config.problems().forEach(warning -> log.log(Level.WARN, warning.text()));
        }

        private static ClassLoader contextClassLoader() {
            ClassLoader context = Thread.currentThread().getContextClassLoader();
            return context != null ? context : Safeconduct.class.getClassLoader();
        }
    }
}
