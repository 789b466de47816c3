package dev.safeconduct.client;

import dev.safeconduct.client.internal.ClientCore;
import dev.safeconduct.client.internal.KnownLogin;
import dev.safeconduct.client.internal.Operations;
import dev.safeconduct.client.internal.Probe;
import dev.safeconduct.client.internal.SessionTokens;
import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.config.TokenKey;
import dev.safeconduct.client.internal.discovery.ConfiguredServer;
import dev.safeconduct.client.internal.jdkclient.AuthorizingHttpClient;
import dev.safeconduct.client.internal.jdkclient.RequestContext;
import dev.safeconduct.client.internal.login.LogoutFlow;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.internal.request.ServerMatcher;
import dev.safeconduct.client.internal.token.CachedToken;
import dev.safeconduct.client.internal.transport.Lifecycle;
import dev.safeconduct.client.muster.AuthStatusResponse;
import dev.safeconduct.client.muster.ServerAuthStatus;
import dev.safeconduct.client.oauth.AccessToken;
import dev.safeconduct.client.oauth.AuthChallenge;
import dev.safeconduct.client.oauth.AuthChallenges;
import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.oauth.CompletedAuthorization;
import dev.safeconduct.client.oauth.ConfigException;
import dev.safeconduct.client.oauth.LoginRequiredException;
import dev.safeconduct.client.oauth.PendingAuthorization;
import dev.safeconduct.client.request.Destination;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TransientException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A session over the client's own tokens. */
sealed class UserSession implements Session permits Safeconduct {

    /** Beyond what the client itself bounds: only a client that is closed meanwhile makes a caller wait for so long. */
    private static final Duration RESERVE = Duration.ofMinutes(2);

    final ClientCore core;
    private final SessionTokens sources;
    private final Operations operations;

    UserSession(ClientCore core, SessionTokens sources) {
        this.core = core;
        this.sources = sources;
        this.operations = new Operations(core, sources);
    }

    @Override
    public AccessToken token(URI server) throws OAuthException {
        CachedToken source = sources.source(configured(server));
        while (true) {
            if (foundNow(source).isNone()) {
                throw source.reason();
            }
            AccessToken token = source.accessToken();
            if (token != null) {
                return token;
            }
            // A login or logout came in between.
        }
    }

    @Override
    public CompletableFuture<AccessToken> tokenAsync(URI server) {
        return token(sources.source(configured(server)));
    }

    private CompletableFuture<AccessToken> token(CachedToken source) {
        return found(source)
                .thenComposeAsync(
                        found -> {
                            if (found.isNone()) {
                                return CompletableFuture.failedFuture(source.reason());
                            }
                            AccessToken token = source.accessToken();
                            // A login or logout came in between.
                            return token != null ? CompletableFuture.completedFuture(token) : token(source);
                        },
                        core.workers());
    }

    @Override
    public Authorization authorization(String method, URI uri) throws OAuthException {
        Objects.requireNonNull(method, "method");
        CachedToken source = source(uri);
        if (source == null) {
            return Authorization.none();
        }
        Authorization found = foundNow(source);
        if (found.isNone()) {
            OAuthException failure = toShow(source);
            if (failure != null) {
                throw failure;
            }
        }
        return found.isBound() ? found.forRequest(method, () -> uri, null) : found;
    }

    @Override
    public CompletableFuture<Authorization> authorizationAsync(String method, URI uri) {
        Objects.requireNonNull(method, "method");
        CachedToken source = source(uri);
        if (source == null) {
            return CompletableFuture.completedFuture(Authorization.none());
        }
        Authorization known = source.current();
        CompletableFuture<Authorization> found = known != null && !known.isNone()
                ? CompletableFuture.completedFuture(known)
                : found(source)
                        .thenComposeAsync(
                                obtained -> obtained.isNone()
                                        ? absent(source)
                                        : CompletableFuture.completedFuture(obtained),
                                core.workers());
        return found.thenApply(token -> token.forRequest(method, () -> uri, null));
    }

    private static CompletableFuture<Authorization> found(CachedToken source) {
        Authorization known = source.current();
        return known != null ? CompletableFuture.completedFuture(known) : source.obtain();
    }

    /** The same without a future: this is what each request of a program pays. */
    private static Authorization foundNow(CachedToken source) throws TransientException {
        Authorization known = source.current();
        if (known != null) {
            return known;
        }
        try {
            return source.obtain(RESERVE);
        } catch (InterruptedException e) {
            throw interrupted();
        } catch (TimeoutException e) {
            throw late(e);
        }
    }

    private static CompletableFuture<Authorization> absent(CachedToken source) {
        OAuthException failure = toShow(source);
        return failure == null
                ? CompletableFuture.completedFuture(Authorization.none())
                : CompletableFuture.failedFuture(failure);
    }

    /** A login that is missing shows at the server, which is null here; a token that could not be fetched shows here. */
    private static @Nullable OAuthException toShow(CachedToken source) {
        OAuthException failure = source.failure();
        return failure == null || failure instanceof LoginRequiredException ? null : source.reason();
    }

    @Override
    public Authorization reauthorize(URI uri, Authorization refused, List<String> wwwAuthenticate)
            throws OAuthException {
        return await(reauthorizeAsync(uri, refused, wwwAuthenticate), core.loginWait());
    }

    @Override
    public CompletableFuture<Authorization> reauthorizeAsync(
            URI uri, Authorization refused, List<String> wwwAuthenticate) {
        ServerConfig server = server(uri);
        if (server == null) {
            return CompletableFuture.completedFuture(Authorization.none());
        }
        boolean further =
                ServerMatcher.isFurther(server, uri.getScheme(), uri.getHost(), uri.getPort(), uri.getRawPath());
        List<AuthChallenge> challenges = AuthChallenges.parse(wwwAuthenticate);
        if (refused.isBound() && challenges.stream().anyMatch(AuthChallenge::asksForNonce)) {
            return CompletableFuture.completedFuture(refused); // the token is as good as before
        }
        return sources.reauthorize(sources.source(server), further, refused, challenges)
                .thenApplyAsync(found -> found, core.workers());
    }

    @Override
    public @Nullable Destination destination(
            @Nullable String scheme, @Nullable String host, int port, @Nullable String rawPath) {
        return sources.destination(scheme, host, port, rawPath);
    }

    @Override
    public boolean knowsHost(String host) {
        return sources.knowsHost(host);
    }

    @Override
    public void failed(Throwable cause) {
        sources.failed(cause);
    }

    @Override
    public HttpClient authorizedClient(HttpClient.Builder builder) {
        HttpClient client = builder.build();
        HttpClient.Redirect policy = client.followRedirects();
        if (policy != HttpClient.Redirect.NEVER) {
            Lifecycle.shutdownNow(client); // before Java 21 that is left to the garbage collector
            try {
                client = builder.followRedirects(HttpClient.Redirect.NEVER).build();
            } finally {
                builder.followRedirects(policy);
            }
        }
        return authorizing(client, policy);
    }

    @Override
    public HttpClient authorizedClient(HttpClient client) {
        return authorizing(client, HttpClient.Redirect.NEVER);
    }

    private HttpClient authorizing(HttpClient client, HttpClient.Redirect policy) {
        checkOpen();
        if (client.followRedirects() != HttpClient.Redirect.NEVER) {
            throw new IllegalArgumentException("The client follows redirects by itself, where no token can be added or"
                    + " taken away. Give its HttpClient.Builder to authorize, or build it with Redirect.NEVER.");
        }
        return new AuthorizingHttpClient(client, policy, new RequestContext(client, policy, sources, core.workers()));
    }

    @Override
    public void login(URI server) throws OAuthException {
        ServerConfig config = withLogin(server);
        try {
            operations.checkStore(config);
        } catch (InterruptedException e) {
            throw interrupted();
        }
        Probe.Outcome response = operations.probe(config);
        await(operations.login(config, response.challenges()), core.config().duration("safeconduct.login.timeout"));
    }

    @Override
    public void logout(URI server) throws OAuthException {
        ServerConfig config = configured(server);
        LogoutFlow.Outcome outcome;
        try {
            outcome = operations.logout(config);
        } catch (InterruptedException e) {
            throw interrupted();
        }
        Exception failure = outcome.failure();
        if (failure != null) {
            throw new OAuthException(
                    "The login to " + config.url() + " is gone from here, but its authorization server could not be"
                            + " told, so there it lasts until it expires: " + failure.getMessage(),
                    failure);
        }
    }

    @Override
    public AuthStatusResponse status() {
        checkOpen();
        return new AuthStatusResponse(core.config().servers().stream()
                .map(operations::standing)
                .map(ServerAuthStatus::of)
                .toList());
    }

    @Override
    public PendingAuthorization beginAuthorization(URI server, URI redirectUri, List<String> wwwAuthenticate)
            throws OAuthException {
        ServerConfig config = withLogin(server);
        boolean https = "https".equalsIgnoreCase(redirectUri.getScheme());
        if (redirectUri.getHost() == null
                || redirectUri.getRawFragment() != null
                || redirectUri.getRawUserInfo() != null
                || !(https || isLoopback(redirectUri))) {
            throw new IllegalArgumentException("The redirect URI is not an https URL without user name and fragment."
                    + " (http is allowed on this machine: 127.0.0.1, [::1] or localhost.)");
        }
        return core.webLogin()
                .begin(core.access(config, sources.key(config)), redirectUri, AuthChallenges.parse(wwwAuthenticate));
    }

    private static boolean isLoopback(URI uri) {
        return "http".equalsIgnoreCase(uri.getScheme())
                && List.of("127.0.0.1", "[::1]", "localhost").contains(uri.getHost());
    }

    @Override
    public CompletedAuthorization completeAuthorization(URI response, String browserBinding) throws OAuthException {
        checkOpen();
        TokenRecord login = core.webLogin().complete(response.getRawQuery(), browserBinding, this::access);
        sources.forget(login.key());
        return new CompletedAuthorization(
                login.key().session(), URI.create(login.key().server()), KnownLogin.accountOf(login));
    }

    private @Nullable ConfiguredServer access(TokenKey key) {
        for (ServerConfig server : core.config().servers()) {
            if (sources.key(server).equals(key)) {
                return core.access(server, key);
            }
        }
        return null;
    }

    private @Nullable CachedToken source(URI uri) {
        checkOpen();
        return sources.source(uri);
    }

    private ServerConfig configured(URI uri) {
        ServerConfig server = server(uri);
        if (server == null) {
            throw new IllegalArgumentException(
                    "No configured server has this URL. Set safeconduct.server.<name>.url, or"
                            + " name the server to the builder.");
        }
        return server;
    }

    private ServerConfig withLogin(URI uri) throws OAuthException {
        ServerConfig server = configured(uri);
        if (!server.grant().needsPerson()) {
            ServerConfig source = operations.loginOf(server);
            throw new ConfigException(
                    server.key("grant"),
                    server.url() + " takes no login: with the grant "
                            + server.grant().name() + ", " + server.grant().status() + "."
                            + (source == null ? "" : " Log in to " + source.url() + "."));
        }
        return server;
    }

    private @Nullable ServerConfig server(URI uri) {
        checkOpen();
        return sources.server(uri);
    }

    final void checkOpen() {
        if (core.isClosed()) {
            throw new IllegalStateException("This Safeconduct is closed.");
        }
    }

    private static <T> T await(CompletableFuture<T> future, Duration wait) throws OAuthException {
        try {
            return future.get(wait.plus(RESERVE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            future.cancel(true);
            throw interrupted();
        } catch (TimeoutException e) {
            future.cancel(true);
            throw late(e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            while (!(cause instanceof OAuthException) && cause != null && cause.getCause() != null) {
                cause = cause.getCause();
            }
            throw cause instanceof OAuthException known
                    ? known
                    : new OAuthException(
                            "Internal error in Safeconduct"
                                    + (cause == null
                                            ? ""
                                            : " (" + cause.getClass().getName() + ")") + ".",
                            cause);
        }
    }

    private static TransientException late(TimeoutException e) {
        return new TransientException("There was no token in time.", e);
    }

    static TransientException interrupted() {
        Thread.currentThread().interrupt();
        return new TransientException("Interrupted while waiting for a token.", new InterruptedIOException());
    }
}
