package dev.safeconduct.agent.instrumentation;

import dev.safeconduct.client.internal.ClientCore;
import dev.safeconduct.client.internal.token.TokenSource;
import dev.safeconduct.client.oauth.Authorization;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The token source of a request that came before the client was open. */
final class OpeningSource implements TokenSource {

    private final Servers servers;
    private final String scheme;
    private final String host;
    private final int port;
    private final @Nullable String rawPath;

    OpeningSource(Servers servers, String scheme, String host, int port, @Nullable String rawPath) {
        this.servers = servers;
        this.scheme = scheme;
        this.host = host;
        this.port = port;
        this.rawPath = rawPath;
    }

    @Override
    public @Nullable Authorization current() {
        return null;
    }

    @Override
    public CompletableFuture<Authorization> obtain() {
        return servers.opened().thenCompose(core -> {
            TokenSource source = in(core);
            Authorization current = source == null ? Authorization.none() : source.current();
            return current != null || source == null
                    ? CompletableFuture.completedFuture(current == null ? Authorization.none() : current)
                    : source.obtain();
        });
    }

    @Override
    public CompletableFuture<Authorization> answer(Authorization refused, List<String> wwwAuthenticate) {
        return servers.opened().thenCompose(core -> {
            TokenSource source = in(core);
            return source == null
                    ? CompletableFuture.completedFuture(Authorization.none())
                    : source.answer(refused, wwwAuthenticate);
        });
    }

    @Override
    public void refused(Authorization answer) {
        TokenSource source = in(servers.opened().getNow(null));
        if (source != null) {
            source.refused(answer);
        }
    }

    private @Nullable TokenSource in(@Nullable ClientCore core) {
        return core == null ? null : core.match(scheme, host, port, rawPath);
    }
}
