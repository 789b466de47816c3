package dev.safeconduct.agent.hook;

import dev.safeconduct.client.internal.ClientCore;
import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.token.Reauthorization;
import dev.safeconduct.client.internal.token.TokenSource;
import dev.safeconduct.client.oauth.AuthChallenge;
import dev.safeconduct.client.oauth.Authorization;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The token source of a server, from before the client is open. */
final class OpeningSource implements TokenSource {

    private final AgentRequests requests;
    private final ServerConfig server;
    private volatile @Nullable TokenSource open;

    OpeningSource(AgentRequests requests, ServerConfig server) {
        this.requests = requests;
        this.server = server;
    }

    @Override
    public @Nullable Authorization current() {
        TokenSource source = open;
        return source == null ? null : source.current();
    }

    @Override
    public CompletableFuture<Authorization> obtain() {
        TokenSource source = open;
        return source != null ? source.obtain() : requests.opened().thenCompose(this::obtainFrom);
    }

    private CompletableFuture<Authorization> obtainFrom(@Nullable ClientCore core) {
        TokenSource source = in(core);
        Authorization current = source == null ? Authorization.none() : source.current();
        return current == null && source != null
                ? source.obtain()
                : CompletableFuture.completedFuture(current == null ? Authorization.none() : current);
    }

    @Override
    public CompletableFuture<Reauthorization> reauthorize(
            Authorization refused, List<AuthChallenge> challenges, boolean resendable) {
        return requests.opened().thenCompose(core -> {
            TokenSource source = in(core);
            return source == null
                    ? CompletableFuture.completedFuture(Reauthorization.NONE)
                    : source.reauthorize(refused, challenges, resendable);
        });
    }

    @Override
    public CompletableFuture<Reauthorization> renew(
            Authorization refused, List<AuthChallenge> challenges, boolean resendable) {
        return requests.opened().thenCompose(core -> {
            TokenSource source = in(core);
            return source == null
                    ? CompletableFuture.completedFuture(Reauthorization.NONE)
                    : source.renew(refused, challenges, resendable);
        });
    }

    @Override
    public CompletableFuture<Reauthorization> stepUp(
            Authorization refused, List<AuthChallenge> challenges, boolean allowed) {
        return requests.opened().thenCompose(core -> {
            TokenSource source = in(core);
            return source == null
                    ? CompletableFuture.completedFuture(Reauthorization.NONE)
                    : source.stepUp(refused, challenges, allowed);
        });
    }

    @Override
    public void accepted(Authorization sent) {
        TokenSource source = open;
        if (source != null) {
            source.accepted(sent);
        }
    }

    @Override
    public void refused(Authorization fresh) {
        TokenSource source = open;
        if (source != null) {
            source.refused(fresh);
        }
    }

    private @Nullable TokenSource in(@Nullable ClientCore core) {
        TokenSource source = core == null ? null : core.source(server);
        open = source;
        return source;
    }
}
