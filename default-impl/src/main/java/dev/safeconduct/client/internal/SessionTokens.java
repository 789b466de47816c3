package dev.safeconduct.client.internal;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.config.TokenKey;
import dev.safeconduct.client.internal.log.EventLog.Level;
import dev.safeconduct.client.internal.request.ServerDestination;
import dev.safeconduct.client.internal.token.CachedToken;
import dev.safeconduct.client.internal.token.Reauthorization;
import dev.safeconduct.client.oauth.AuthChallenge;
import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.request.Destination;
import dev.safeconduct.client.request.RequestAuthorizer;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The token sources of one session, one for each server. Safe for all threads; nothing here blocks. */
public final class SessionTokens implements RequestAuthorizer {

    private static final Duration MISTRUST = Duration.ofMinutes(1);
    private static final int MOST_TRIES = 1_000;

    private final ClientCore core;
    private final @Nullable String session;
    private final Map<String, CachedToken> sources = new ConcurrentHashMap<>();
    private final Map<String, Destination> destinations = new ConcurrentHashMap<>();
    private final Map<CachedToken, Given> given = new ConcurrentHashMap<>();

    /** The URI of the last request, and one that was that of two in a row. No thread has to see what another one writes. */
    private @Nullable URI last;

    private @Nullable KeptUri kept;

    /** How many more are written down: threads that never bring one twice in a row would pay for each other's writes for ever. */
    private int tries = MOST_TRIES;

    /** A program that keeps the URI which it calls has its server found at once. */
    private record KeptUri(URI uri, CachedToken source) {}

    /** What was given for a 401, and when. */
    private record Given(Authorization authorization, Instant at) {}

    /** @param session null for the one that each server's configuration names */
    SessionTokens(ClientCore core, @Nullable String session) {
        this.core = core;
        this.session = session;
    }

    @Override
    public @Nullable Destination destination(
            @Nullable String scheme, @Nullable String host, int port, @Nullable String rawPath) {
        ServerConfig server = server(scheme, host, port, rawPath);
        return server == null ? null : destination(server);
    }

    @Override
    public boolean knowsHost(String host) {
        return core.servers().hasHost(host);
    }

    @Override
    public void failed(Throwable cause) {
        core.exchangeSettings()
                .warnings()
                .log(
                        Level.WARN,
                        "internal error",
                        "An internal error (" + cause.getClass().getName() + "): a request goes on without its token.",
                        cause);
    }

    private @Nullable Destination destination(ServerConfig server) {
        if (core.isClosed()) {
            return null;
        }
        Destination known = destinations.get(server.name());
        return known != null
                ? known
                : destinations.computeIfAbsent(
                        server.name(), name -> new ServerDestination(server, source(server), core.exchangeSettings()));
    }

    /** The configured server that a request goes to, or null. */
    public @Nullable ServerConfig server(
            @Nullable String scheme, @Nullable String host, int port, @Nullable String rawPath) {
        return core.servers().match(scheme, host, port, rawPath);
    }

    /** The configured server that a request to a URI goes to, or null. A URI with a user name brings its own. */
    public @Nullable ServerConfig server(URI uri) {
        return uri.getRawUserInfo() != null
                ? null
                : server(uri.getScheme(), uri.getHost(), uri.getPort(), uri.getRawPath());
    }

    /** The token source of the server that a request to a URI goes to, or null. */
    @SuppressWarnings("ReferenceEquality") // to compare what it says takes as long as to look for it
    public @Nullable CachedToken source(URI uri) {
        KeptUri known = kept;
        if (known != null && known.uri() == uri) {
            return known.source();
        }
        ServerConfig server = server(uri);
        if (server == null) {
            return null;
        }
        CachedToken source = source(server);
        if (uri == last) {
            kept = new KeptUri(uri, source);
        } else if (tries > 0) {
            tries--;
            last = uri;
        }
        return source;
    }

    /** The token source of a server. */
    public CachedToken source(ServerConfig server) {
        CachedToken known = sources.get(server.name());
        return known != null ? known : sources.computeIfAbsent(server.name(), name -> core.newSource(server, this));
    }

    /** Reads the store before the next request to a server: its login has begun or ended. */
    void forget(ServerConfig server) {
        CachedToken known = sources.get(server.name());
        if (known != null) {
            known.forget();
        }
    }

    /** The same for all servers whose tokens are stored under a key, and those whose tokens may be made of it. */
    public void forget(TokenKey key) {
        for (ServerConfig server : core.config().servers()) {
            if (key(server).equals(key) || server.from() != null) {
                forget(server);
            }
        }
    }

    /**
     * Looks for another authorization after a 401, or for one with more scope after a 403 that asks for that, for a caller that does not tell what became of the last one: one that
     * comes back as refused within a minute is not worth another refresh. Where only a person can help, it fails with a
     * {@link dev.safeconduct.client.oauth.LoginRequiredException}.
     *
     * @param further whether it came from one of the server's further URLs
     */
    public CompletableFuture<Authorization> reauthorize(
            CachedToken source, boolean further, Authorization refused, List<AuthChallenge> challenges) {
        if (!refused.isNone() && challenges.stream().anyMatch(AuthChallenge::isInsufficientScope)) {
            return stepUp(source, further, refused, challenges);
        }
        Instant now = core.clock().instant();
        Given last = given.get(source);
        if (last != null
                && last.authorization().equals(refused)
                && given.remove(source, last)
                && now.isBefore(last.at().plus(MISTRUST))) {
            source.refused(refused);
        }
        CompletableFuture<Reauthorization> found =
                further ? source.renew(refused, challenges, true) : source.reauthorize(refused, challenges, true);
        return found.thenCompose(reauthorization -> {
            String loginReason = reauthorization.loginReason();
            if (loginReason != null) {
                return CompletableFuture.failedFuture(source.loginRequired(loginReason));
            }
            Authorization authorization = reauthorization.authorization();
            if (authorization.isNone() || authorization.equals(refused)) {
                return CompletableFuture.completedFuture(Authorization.none());
            }
            given.put(source, new Given(authorization, now));
            return CompletableFuture.completedFuture(authorization);
        });
    }

    private static CompletableFuture<Authorization> stepUp(
            CachedToken source, boolean further, Authorization refused, List<AuthChallenge> challenges) {
        return source.stepUp(refused, challenges, !further).thenCompose(found -> {
            Authorization authorization = found.authorization();
            return authorization.isNone() || authorization.equals(refused)
                    ? CompletableFuture.failedFuture(source.insufficientScope(challenges))
                    : CompletableFuture.completedFuture(authorization);
        });
    }

    /** Under which key this session's token of a server is stored. */
    public TokenKey key(ServerConfig server) {
        TokenKey configured = server.tokenKey();
        return session == null ? configured : new TokenKey(session, configured.server(), configured.profile());
    }
}
