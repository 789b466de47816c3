package dev.safeconduct.client.internal.token;

import dev.safeconduct.client.internal.concurrent.SingleFlight;
import dev.safeconduct.client.internal.discovery.ConfiguredServer;
import dev.safeconduct.client.internal.discovery.PriorLogin;
import dev.safeconduct.client.internal.record.RefreshRefusal;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.oauth.AuthChallenge;
import dev.safeconduct.client.oauth.AuthChallenges;
import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.oauth.ErrorResponseException;
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
    private final SingleFlight<Authorization, Reauthorization> underWayWithoutLogin = new SingleFlight<>();

    /**
     * A 401.
     *
     * @param token what the request carried
     * @param challenges what is believed of its challenges
     * @param mayLogIn whether it may lead to a login
     */
    private record Refusal(Authorization token, List<AuthChallenge> challenges, boolean resendable, boolean mayLogIn) {

        /** Whether a token was sent, and nothing else is named as the cause (RFC 6750 §3.1). */
        boolean isOfTheToken() {
            return !token.isNone()
                    && challenges.stream()
                            .map(AuthChallenge::error)
                            .allMatch(error -> error == null || error.equals(ErrorResponseException.INVALID_TOKEN));
        }
    }

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
        return AuthChallenges.mayTakeAccessToken(challenges)
                ? reauthorize(new Refusal(refused, challenges, resendable, true), underWay)
                : CompletableFuture.completedFuture(Reauthorization.NONE);
    }

    /** See {@link TokenSource#renew}. */
    CompletableFuture<Reauthorization> renew(
            Authorization refused, List<AuthChallenge> challenges, boolean resendable) {
        return AuthChallenges.mayTakeAccessToken(challenges)
                ? reauthorize(new Refusal(refused, List.of(), resendable, false), underWayWithoutLogin)
                : CompletableFuture.completedFuture(Reauthorization.NONE);
    }

    private CompletableFuture<Reauthorization> reauthorize(
            Refusal refusal, SingleFlight<Authorization, Reauthorization> flight) {
        Authorization refused = refusal.token();
        if (refusedTokens.isOnTrial(refused)) {
            token.refused(refused);
        }
        KnownToken known = token.known();
        if (refusedTokens.contains(refused)
                && known != null
                && !known.isOutdated(clock.millis())
                && known.carries(refused)
                && !(refusal.mayLogIn() && refusedTokens.isToLookAround(refused))) {
            return CompletableFuture.completedFuture(Reauthorization.NONE);
        }
        // Not the key of a token: a bare request that was challenged may lead to a login.
        Authorization key = refused.isNone() ? Authorization.bearer("") : refused;
        return flight.join(key, () -> begin(refusal)).exceptionally(e -> Reauthorization.NONE);
    }

    private CompletableFuture<Reauthorization> begin(Refusal refusal) {
        Replacement replacement = new Replacement(refusal.token());
        if (!refusedTokens.contains(refusal.token())) {
            token.hold(replacement);
        }
        try {
            return CompletableFuture.completedFuture(refusal)
                    .thenComposeAsync(same -> reauthorizeNow(same, replacement), executor);
        } catch (RuntimeException | Error e) {
            token.release(replacement);
            throw e;
        }
    }

    private CompletableFuture<Reauthorization> reauthorizeNow(Refusal refusal, Replacement replacement) {
        String reason;
        try {
            Reauthorization found = withoutPerson(refusal);
            if (found != null) {
                return CompletableFuture.completedFuture(found);
            }
            KnownToken known = token.known();
            reason = stored.report.loginReason(known != null && known.record != null);
        } catch (RefusedForNowException e) {
            login.needed(e.reason());
            return CompletableFuture.completedFuture(Reauthorization.loginNeeded(e.reason()));
        } catch (LoginRequiredException e) {
            reason = e.reason();
        } catch (OAuthException | RuntimeException e) {
            stored.failed("refreshed after a 401", e);
            return CompletableFuture.completedFuture(Reauthorization.NONE);
        } finally {
            token.release(replacement);
        }
        if (refusal.isOfTheToken()) {
            stored.note(refusal.token(), true);
        }
        if (!refusal.mayLogIn()) {
            stored.report.loginNeeded(reason);
            return CompletableFuture.completedFuture(Reauthorization.loginNeeded(reason));
        }
        String whyLogin = reason;
        return login.begin(refusal.challenges(), reason).thenApply(record -> loggedIn(record, whyLogin));
    }

    /** Null if only a person can help. */
    private @Nullable Reauthorization withoutPerson(Refusal refusal) throws OAuthException {
        Authorization refused = refusal.token();
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
            return hasLeft(record, refusal) ? null : Reauthorization.NONE;
        }
        if (refusedTokens.isNewEnough(read)) {
            return Reauthorization.NONE;
        }
        boolean possible = stored.isRenewable(record);
        boolean leftToBackground = possible && stored.retries.hangs() && read.isStale(clock.millis());
        if (leftToBackground) {
            token.renewInBackground();
        }
        if (leftToBackground) {
            return Reauthorization.NONE;
        }
        if (possible && !stored.retries.mayRenew()) {
            return beforeNextAttempt(record);
        }
        if (!possible) {
            return null;
        }
        if (!refusal.mayLogIn() && record == null && !stored.isFirstDocumented()) {
            return Reauthorization.NONE; // where it is only guessed, the server itself has to ask for it
        }
        KnownToken renewed = token.renew(read, refusal.challenges(), !refusal.resendable());
        if (renewed.carries(refused)) {
            token.refused(refused); // there is no other one, and to ask again at once would not change that
            return Reauthorization.NONE;
        }
        return new Reauthorization(renewed.authorization, false);
    }

    /** What there is to say while a refresh has to wait. */
    private @Nullable Reauthorization beforeNextAttempt(@Nullable TokenRecord record) throws OAuthException {
        return switch (record == null ? RefreshRefusal.NONE : record.refreshRefusal()) {
            case NONE -> withoutLoginElsewhere();
            case FOR_NOW ->
                throw new RefusedForNowException(server.key().server(), stored.report.loginReason(true), null);
            case REFUSED, ENDED -> null;
        };
    }

    /** A token that is made of another server's login cannot be made before there is one, and that needs no attempt. */
    private Reauthorization withoutLoginElsewhere() throws LoginRequiredException {
        LoginRequiredException needed = stored.loginElsewhere();
        if (needed != null) {
            throw needed;
        }
        return Reauthorization.NONE;
    }

    /** Only once the login's own authorization server has given a token that the server does not take. Asks the network. */
    private boolean hasLeft(@Nullable TokenRecord record, Refusal refusal) {
        PriorLogin prior = record == null || !refusal.mayLogIn() ? null : record.prior();
        return prior != null && server.discovery().hasLeft(prior, refusal.challenges());
    }

    private Reauthorization loggedIn(@Nullable TokenRecord record, String reason) {
        if (record == null) {
            return Reauthorization.loginNeeded(reason);
        }
        token.forget(); // it is in the store
        return new Reauthorization(record.authorization(clock), false);
    }
}
