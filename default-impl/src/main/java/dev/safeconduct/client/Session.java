package dev.safeconduct.client;

import dev.safeconduct.client.internal.ClientCore;
import dev.safeconduct.client.internal.SessionTokens;
import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.discovery.ConfiguredServer;
import dev.safeconduct.client.internal.jdkclient.AuthorizingHttpClient;
import dev.safeconduct.client.internal.jdkclient.RequestContext;
import dev.safeconduct.client.internal.login.LogoutFlow;
import dev.safeconduct.client.internal.login.Probe;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.internal.request.ServerMatcher;
import dev.safeconduct.client.internal.token.CachedToken;
import dev.safeconduct.client.internal.token.Reauthorization;
import dev.safeconduct.client.internal.token.StandingRule;
import dev.safeconduct.client.internal.transport.Lifecycle;
import dev.safeconduct.client.muster.AuthStatusResponse;
import dev.safeconduct.client.muster.ServerAuthStatus;
import dev.safeconduct.client.muster.SingleSignOn;
import dev.safeconduct.client.oauth.AuthChallenge;
import dev.safeconduct.client.oauth.AuthChallenges;
import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.oauth.ConfigException;
import dev.safeconduct.client.oauth.ErrorResponseException;
import dev.safeconduct.client.oauth.InsecureEndpointException;
import dev.safeconduct.client.oauth.IssuerMismatchException;
import dev.safeconduct.client.oauth.LoginRequiredException;
import dev.safeconduct.client.oauth.PendingAuthorization;
import dev.safeconduct.client.oauth.TokenKey;
import dev.safeconduct.client.request.Destination;
import dev.safeconduct.client.request.RequestAuthorizer;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TokenStoreException;
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

/**
 * The tokens of one user: a view of a {@link Safeconduct}, which is itself the session of a program with one user. Safe
 * for all threads; costs little and need not be closed. All methods throw {@link IllegalStateException} once the
 * {@code Safeconduct} is closed.
 *
 * <p>A token is given only to a URI whose origin is exactly a configured server's and whose path is the server's path or
 * below it, in whole segments. A URI with user information, a look-alike of a host, another scheme or port gets none.
 */
public sealed class Session implements RequestAuthorizer permits Safeconduct {

    /** Beyond what the client itself bounds: only a client that is closed meanwhile makes anybody wait for so long. */
    private static final Duration RESERVE = Duration.ofMinutes(2);

    final ClientCore core;
    private final SessionTokens sources;

    Session(ClientCore core, SessionTokens sources) {
        this.core = core;
        this.sources = sources;
    }

    /**
     * What to add to one request. Answers at once while a token is good; else blocks, for up to 40 s while a token is
     * fetched or refreshed, and where {@code safeconduct.login=auto} for {@code safeconduct.login.wait} more while a
     * person logs in. Ask anew for every request and for every hop of a redirect.
     *
     * @param method the method of the request; of no effect for a bearer token, and there for those that are bound to
     *     the request (DPoP, RFC 9449)
     * @param uri where the request goes
     * @return {@link Authorization#none()} if no configured server has this URI: the request is none of our business
     * @throws LoginRequiredException if only a person can help
     * @throws TransientException if the network, a server in trouble or an interrupt was in the way; nothing that was
     *     stored is lost
     * @throws TokenStoreException if the store does not work
     * @throws OAuthException if something else was in the way
     */
    public Authorization authorization(String method, URI uri) throws OAuthException {
        return await(authorizationAsync(method, uri), core.loginWait());
    }

    /**
     * The same as {@link #authorization}, without blocking.
     *
     * @return completes on a thread of the client that may be blocked, normally or with an {@link OAuthException}
     */
    public CompletableFuture<Authorization> authorizationAsync(String method, URI uri) {
        Objects.requireNonNull(method, "method");
        CachedToken source = source(uri);
        if (source == null) {
            return CompletableFuture.completedFuture(Authorization.none());
        }
        Authorization known = source.current();
        if (known != null && !known.isNone()) {
            return CompletableFuture.completedFuture(known);
        }
        CompletableFuture<Authorization> found =
                known != null ? CompletableFuture.completedFuture(known) : source.obtain();
        return found.thenComposeAsync(
                        token -> token.isNone()
                                ? source.reauthorize(Authorization.none(), List.of(), true)
                                        .thenApply(Reauthorization::authorization)
                                : CompletableFuture.completedFuture(token),
                        core.workers())
                .thenComposeAsync(
                        token -> token.isNone()
                                ? CompletableFuture.failedFuture(source.reason())
                                : CompletableFuture.completedFuture(token),
                        core.workers());
    }

    /**
     * Looks for another authorization after a 401, for programs that send with an HTTP client of their own: adopts a token that
     * another thread or process has got meanwhile, else refreshes, else logs in where the configuration allows it. Send
     * the request once more with what this returns, and no more than once. Blocks as {@link #authorization} does.
     *
     * <p>A 401 of one of a server's further URLs ({@code .urls}) leads to no login, and nothing that its challenges name
     * is looked at.
     *
     * @param uri where the request went
     * @param refused what it carried; {@link Authorization#none()} if nothing
     * @param wwwAuthenticate the values of the {@code WWW-Authenticate} fields, in their order; empty if there is none
     * @return {@link Authorization#none()} if the 401 is to be taken as it is: no configured server has this URI, other
     *     schemes are asked for, only a person can help, or what is refused was returned here a moment ago
     * @throws TransientException if interrupted
     */
    public Authorization reauthorize(URI uri, Authorization refused, List<String> wwwAuthenticate)
            throws OAuthException {
        ServerConfig server = server(uri);
        if (server == null) {
            return Authorization.none();
        }
        boolean further =
                ServerMatcher.isFurther(server, uri.getScheme(), uri.getHost(), uri.getPort(), uri.getRawPath());
        List<AuthChallenge> challenges = AuthChallenges.parse(wwwAuthenticate);
        return await(sources.reauthorize(sources.source(server), further, refused, challenges), core.loginWait());
    }

    /**
     * {@inheritDoc}
     *
     * <p>For adapters of other HTTP clients. None once the {@code Safeconduct} is closed.
     */
    @Override
    public @Nullable Destination destination(
            @Nullable String scheme, @Nullable String host, int port, @Nullable String rawPath) {
        return sources.destination(scheme, host, port, rawPath);
    }

    /**
     * An HTTP client that gets and adds tokens by itself, and answers a 401 by one resend.
     *
     * <p>The builder is used to build a client that never follows redirects itself; they are followed hop by hop under
     * the builder's own policy, with the rules and limits of the JDK, so that each hop gets its own token or none. Beyond
     * what a JDK client does: the application's {@code Authorization}, {@code Cookie}, {@code Origin} and
     * {@code Referer} never go along to another origin; the timeout of a request counts for all its hops and waits.
     *
     * <p>A request that has an {@code Authorization} field of its own is left alone, and one whose {@code Host} field names
     * another server. A 401 leads to a resend where the body can be sent again: none, one of
     * {@code BodyPublishers.ofByteArray(byte[])}, {@code ofString}, {@code ofFile} and {@code noBody}, one marked by
     * {@link Safeconduct#repeatable}, or any other of up to 64 KiB, which is kept while it goes out. The body handler sees
     * the final response only. Where no token can be obtained, the request goes out without one.
     *
     * <p>A WebSocket gets a token with its handshake, which is not repeated. (Where the agent is in the same program, it
     * leaves all other requests of this client alone, and cannot tell such a handshake from the program's own: one that
     * this session has no token for gets the agent's.) The client works without the
     * {@code Safeconduct} it came from once that is closed, and adds nothing then.
     *
     * <p>Where a body cannot be sent again, a 401 is the application's, and the token is renewed for the requests after
     * it. Connects to nothing.
     *
     * @param builder as it is wanted; the same afterwards. Not to be used by another thread meanwhile
     * @throws IllegalArgumentException if it is a builder of its own kind, whose client follows redirects all the same
     */
    public HttpClient authorize(HttpClient.Builder builder) {
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

    /**
     * The same for a client that is there already. To close what is returned (Java 21) closes that client.
     *
     * @param client never follows redirects
     * @throws IllegalArgumentException if the client follows redirects by itself: there a token would go along, or be
     *     missing
     */
    public HttpClient authorize(HttpClient client) {
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

    /**
     * Logs in, by the configured browser opener and a callback on the loopback address (RFC 8252). Blocks until the
     * person is through, for up to {@code safeconduct.login.timeout}; an interrupt gives up.
     *
     * @param server the URL of a configured server, or one below it
     * @throws IllegalArgumentException if no configured server has this URL
     * @throws ErrorResponseException if the authorization server or the person refused
     * @throws IssuerMismatchException if the response came from another authorization server
     * @throws InsecureEndpointException if an endpoint must not be talked to
     * @throws TransientException if interrupted, or if the network or a server in trouble was in the way
     * @throws OAuthException if it failed otherwise, also because nobody finished it in time, the {@code Safeconduct} was
     *     closed, or the server takes no logins ({@code client_credentials}); nothing that was stored is lost
     */
    public void login(URI server) throws OAuthException {
        ServerConfig config = withLogin(server);
        ConfiguredServer access = core.access(config, sources.key(config));
        Duration timeout = core.config().duration("safeconduct.login.timeout");
        Probe.Outcome answer = Probe.of(core.transport(), access);
        await(core.loginFlow().start(access, answer.challenges(), timeout, core.presenter()), timeout);
        sources.source(config).forget();
    }

    /**
     * Logs out: revokes the login at its authorization server (RFC 7009) and forgets it. Without a login it does
     * nothing. Blocks.
     *
     * @param server the URL of a configured server, or one below it
     * @throws IllegalArgumentException if no configured server has this URL
     * @throws TransientException if interrupted, or if a refresh of the same login took more than 20 s: it is still there
     * @throws TokenStoreException if the login could not be removed from the store
     * @throws OAuthException if it is gone from the store, but the authorization server could not be told: the message
     *     says why
     */
    public void logout(URI server) throws OAuthException {
        ServerConfig config = configured(server);
        TokenKey key = sources.key(config);
        LogoutFlow.Outcome outcome;
        try {
            outcome = core.logout().end(key, core.access(config, key), false);
        } catch (InterruptedException e) {
            throw interrupted();
        } finally {
            sources.source(config).forget();
        }
        Exception failure = outcome.failure();
        if (failure != null) {
            throw new OAuthException(
                    "The login to " + key.server() + " is gone from here, but its authorization server could not be"
                            + " told, so there it lasts until it expires: " + failure.getMessage(),
                    failure);
        }
    }

    /**
     * How this session stands at each configured server, in the order of their names: by the store and by what happened
     * in this program; no server is asked. A server whose login cannot be read has the status {@code error}. Blocks
     * while the store is read.
     */
    public AuthStatusResponse status() {
        checkOpen();
        return new AuthStatusResponse(
                core.config().servers().stream().map(this::status).toList());
    }

    private ServerAuthStatus status(ServerConfig server) {
        try {
            TokenRecord record = core.records().token(sources.key(server)).value();
            boolean counts = record != null && record.countsFor(server.issuer());
            return ServerAuthStatus.of(StandingRule.standing(
                    server, counts ? record : null, sources.source(server).failure(), core.clock()));
        } catch (TokenStoreException | IllegalArgumentException e) {
            return ServerAuthStatus.error(server.name(), SingleSignOn.NONE, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Begins a login in a web application. Set a cookie with {@link PendingAuthorization#browserBinding} and redirect
     * the browser to {@link PendingAuthorization#uri}; the response comes to {@code redirectUri} within ten minutes and
     * is for {@link #completeAuthorization} of the same session, in this process or another that shares the store.
     * Blocks: finds the authorization server, and registers a client for this redirect URI (RFC 7591) where none is
     * configured.
     *
     * @param server the URL of a configured server, or one below it
     * @param redirectUri a URL of the application, exactly as it is registered where a client is configured: https, or
     *     http on a loopback address; without a fragment
     * @throws IllegalArgumentException if no configured server has this URL, or the redirect URI is not allowed
     * @throws TransientException if the network or a server in trouble was in the way
     * @throws TokenStoreException if the store does not work
     * @throws OAuthException if the login could not begin otherwise
     */
    public PendingAuthorization beginAuthorization(URI server, URI redirectUri) throws OAuthException {
        ServerConfig config = withLogin(server);
        boolean https = "https".equalsIgnoreCase(redirectUri.getScheme());
        if (redirectUri.getHost() == null
                || redirectUri.getRawFragment() != null
                || redirectUri.getRawUserInfo() != null
                || !(https || isLoopback(redirectUri))) {
            throw new IllegalArgumentException("The redirect URI is not an https URL without user name and fragment."
                    + " (http is allowed on this machine: 127.0.0.1, [::1] or localhost.)");
        }
        return core.webLogin().begin(core.access(config, sources.key(config)), redirectUri);
    }

    private static boolean isLoopback(URI uri) {
        return "http".equalsIgnoreCase(uri.getScheme())
                && List.of("127.0.0.1", "[::1]", "localhost").contains(uri.getHost());
    }

    /**
     * Completes a login in a web application: judges the response (state, RFC 9207, RFC 6749 §4.1.2), exchanges the code
     * and stores the login for this session. Works once for each login. A response from another browser, or for another
     * session, is refused and changes nothing. Blocks. Redirect the browser to a URL without the code afterwards.
     *
     * @param response the URL of the request that came to the redirect URI, or its query alone (beginning with
     *     {@code ?})
     * @param browserBinding the value of the cookie that came with it; empty if there was none
     * @throws ErrorResponseException if the authorization server or the person refused
     * @throws IssuerMismatchException if the response came from another authorization server
     * @throws TokenStoreException if the store does not work
     * @throws OAuthException if it is not the response to a login of this session that is waiting, is of another
     *     browser, or the login failed otherwise. Once the code has been sent, a failure is final, also a
     *     {@linkplain OAuthException#isTransient transient} one: begin a new login
     */
    public void completeAuthorization(URI response, String browserBinding) throws OAuthException {
        checkOpen();
        TokenRecord login = core.webLogin().complete(response.getRawQuery(), browserBinding, this::access);
        for (ServerConfig server : core.config().servers()) {
            if (sources.key(server).equals(login.key())) {
                sources.source(server).forget();
            }
        }
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
        ServerConfig server = server(uri);
        return server == null ? null : sources.source(server);
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
            throw new ConfigException(
                    server.key("grant"),
                    server.url() + " takes no login: with the grant "
                            + server.grant().name() + ", " + server.grant().status() + ".");
        }
        return server;
    }

    private @Nullable ServerConfig server(URI uri) {
        checkOpen();
        return uri.getRawUserInfo() != null
                ? null
                : sources.server(uri.getScheme(), uri.getHost(), uri.getPort(), uri.getRawPath());
    }

    private void checkOpen() {
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
            throw new TransientException("There was no token in time.", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            while (!(cause instanceof OAuthException) && cause != null && cause.getCause() != null) {
                cause = cause.getCause();
            }
            throw cause instanceof OAuthException known
                    ? known
                    : new OAuthException("A fault of Safeconduct: " + cause, cause);
        }
    }

    private static TransientException interrupted() {
        Thread.currentThread().interrupt();
        return new TransientException("Interrupted while waiting for a token.", new InterruptedIOException());
    }
}
