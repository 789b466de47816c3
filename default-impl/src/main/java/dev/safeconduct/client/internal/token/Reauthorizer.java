package dev.safeconduct.client.internal.token;

import dev.safeconduct.client.internal.concurrent.SingleFlight;
import dev.safeconduct.client.internal.discovery.ConfiguredServer;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.oauth.AuthChallenge;
import dev.safeconduct.client.oauth.AuthChallenges;
import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.oauth.LoginRequiredException;
import dev.safeconduct.spi.OAuthException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a 401 of one server leads to: a token that another process has stored, a refresh, a login, or nothing.
 * Once for all requests that were refused with the same token. Has no state but what is under way, and no monitor: what
 * is known is changed by {@link CachedToken} alone.
 */
final class Reauthorizer {

    private final ConfiguredServer server;
    private final InteractiveLogin login;
    private final Executor executor;
    private final Clock clock;

    private final CachedToken token;
    private final StoredToken stored;
    private final RefusedTokens refusedTokens;

    private final SingleFlight<Authorization, Reauthorization> underWay = new SingleFlight<>();

    Reauthorizer(
            ConfiguredServer server,
            InteractiveLogin login,
            Executor executor,
            Clock clock,
            CachedToken token,
            StoredToken stored,
            RefusedTokens refusedTokens) {
        this.server = server;
        this.login = login;
        this.executor = executor;
        this.clock = clock;
        this.token = token;
        this.stored = stored;
        this.refusedTokens = refusedTokens;
    }

    /** See {@link TokenSource#reauthorize}. */
    CompletableFuture<Reauthorization> reauthorize(
            Authorization refused, List<AuthChallenge> challenges, boolean resendable) {
        if (!AuthChallenges.mayTakeAccessToken(challenges)) {
            return CompletableFuture.completedFuture(Reauthorization.NONE);
        }
        if (refusedTokens.isOnTrial(refused)) {
            token.refused(refused);
        }
        KnownToken known = token.known();
        if (refusedTokens.contains(refused)
                && known != null
                && !known.isOutdated(clock.millis())
                && known.carries(refused)) {
            return CompletableFuture.completedFuture(Reauthorization.NONE);
        }
        // Not the key of a token: a bare request that was challenged may lead to a login.
        Authorization key = refused.isNone() ? Authorization.bearer("") : refused;
        return underWay.join(key, () -> begin(refused, challenges, resendable))
                .exceptionally(e -> Reauthorization.NONE);
    }

    private CompletableFuture<Reauthorization> begin(
            Authorization refused, List<AuthChallenge> challenges, boolean resendable) {
        Replacement replacement = new Replacement(refused);
        if (!refusedTokens.contains(refused)) {
            token.hold(replacement);
        }
        try {
            return CompletableFuture.completedFuture(refused)
                    .thenComposeAsync(same -> reauthorizeNow(same, challenges, resendable, replacement), executor);
        } catch (RuntimeException | Error e) {
            token.release(replacement);
            throw e;
        }
    }

    private CompletableFuture<Reauthorization> reauthorizeNow(
            Authorization refused, List<AuthChallenge> challenges, boolean resendable, Replacement replacement) {
        String reason;
        try {
            Reauthorization found = withoutPerson(refused, challenges, resendable);
            if (found != null) {
                return CompletableFuture.completedFuture(found);
            }
            KnownToken known = token.known();
            reason = stored.report.loginReason(known != null && known.record != null);
        } catch (LoginRequiredException e) {
            reason = String.valueOf(e.getMessage()).replaceFirst("\\. Log in with: .*", "");
        } catch (OAuthException | RuntimeException e) {
            stored.failed("refreshed after a 401", e);
            return CompletableFuture.completedFuture(Reauthorization.NONE);
        } finally {
            token.release(replacement);
        }
        return login.begin(challenges, reason).thenApply(this::loggedIn);
    }

    /** Null if only a person can help. */
    private @Nullable Reauthorization withoutPerson(
            Authorization refused, List<AuthChallenge> challenges, boolean resendable) throws OAuthException {
        if (!stored.retries.mayReadStore()) {
            return Reauthorization.NONE;
        }
        KnownToken read = token.read();
        TokenRecord record = read.record;
        if (read.isFresh(clock.millis()) && !read.carries(refused)) {
            return new Reauthorization(read.authorization, true);
        }
        if (refusedTokens.contains(refused)) {
            refusedTokens.refreshWasUseless(); // the newest that there is
            return Reauthorization.NONE;
        }
        if (refusedTokens.isNewEnough(read)) {
            return Reauthorization.NONE;
        }
        boolean possible = stored.isRenewable(record);
        boolean leftToBackground = possible && stored.retries.hangs() && read.isStale(clock.millis());
        if (leftToBackground) {
            token.renewInBackground();
        }
        if (leftToBackground || (possible && !stored.retries.mayRenew())) {
            return Reauthorization.NONE;
        }
        // Asks the network, so last.
        if (!possible || (record != null && server.discovery().hasLeft(record.issuer(), challenges))) {
            return null;
        }
        return new Reauthorization(token.renew(read, challenges, !resendable).authorization, false);
    }

    private Reauthorization loggedIn(@Nullable TokenRecord record) {
        if (record == null) {
            return Reauthorization.NONE;
        }
        token.forgetSnapshot(); // it is in the store
        return new Reauthorization(Authorization.bearer(record.token().accessToken()), false);
    }
}
