package dev.safeconduct.client.internal;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.token.CachedToken;
import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.oauth.TokenKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The token sources of one session, one for each server. Safe for all threads; nothing here blocks. */
public final class SessionTokens {

    private static final Duration MISTRUST = Duration.ofMinutes(1);

    private final ClientCore core;
    private final @Nullable String session;
    private final Map<String, CachedToken> sources = new ConcurrentHashMap<>();
    private final Map<CachedToken, Answered> answered = new ConcurrentHashMap<>();

    /** An answer to a 401, and when it was given. */
    private record Answered(Authorization authorization, Instant at) {}

    /** @param session null for the one that each server's configuration names */
    SessionTokens(ClientCore core, @Nullable String session) {
        this.core = core;
        this.session = session;
    }

    /**
     * The token source for a request, as the HTTP client has resolved it. Allocates nothing where no server matches.
     *
     * @param port -1 for the default port of the scheme
     * @param rawPath the path as it goes over the wire
     * @return null if no configured server matches: the request is none of our business
     */
    public @Nullable CachedToken match(
            @Nullable String scheme, @Nullable String host, int port, @Nullable String rawPath) {
        ServerConfig server = core.server(scheme, host, port, rawPath);
        return server == null ? null : source(server);
    }

    /** The configured server that a request goes to, or null. */
    public @Nullable ServerConfig server(
            @Nullable String scheme, @Nullable String host, int port, @Nullable String rawPath) {
        return core.server(scheme, host, port, rawPath);
    }

    /** The token source of a server. */
    public CachedToken source(ServerConfig server) {
        CachedToken known = sources.get(server.name());
        return known != null
                ? known
                : sources.computeIfAbsent(server.name(), name -> core.newSource(server, key(server)));
    }

    /**
     * Answers a 401 for somebody who does not tell what became of the answers: one that comes back as refused within a
     * minute is not worth another attempt.
     */
    public CompletableFuture<Authorization> answer(
            CachedToken source, Authorization refused, List<String> wwwAuthenticate) {
        Instant now = core.clock().instant();
        Answered last = answered.get(source);
        if (last != null
                && last.authorization().equals(refused)
                && answered.remove(source, last)
                && now.isBefore(last.at().plus(MISTRUST))) {
            source.refused(refused);
        }
        return source.answer(refused, wwwAuthenticate).thenApply(answer -> {
            if (answer.isNone() || answer.equals(refused)) {
                return Authorization.none();
            }
            answered.put(source, new Answered(answer, now));
            return answer;
        });
    }

    /** Under which key this session's token of a server is stored. */
    public TokenKey key(ServerConfig server) {
        TokenKey configured = server.tokenKey();
        return session == null ? configured : new TokenKey(session, configured.server(), configured.profile());
    }
}
