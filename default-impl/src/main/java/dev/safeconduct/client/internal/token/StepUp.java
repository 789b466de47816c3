package dev.safeconduct.client.internal.token;

import dev.safeconduct.client.internal.concurrent.SingleFlight;
import dev.safeconduct.client.internal.discovery.ConfiguredServer;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.internal.text.Scopes;
import dev.safeconduct.client.internal.text.ServerText;
import dev.safeconduct.client.oauth.AuthChallenge;
import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.oauth.ErrorResponseException;
import dev.safeconduct.spi.OAuthException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a 403 with {@code insufficient_scope} of one server leads to, once for all requests that were refused with
 * the same token. A server that is never content gets no more than {@value #MOST} attempts from this process; one that
 * brings what was wanted begins the count again (THREATS 54). Safe for all threads without a monitor.
 */
final class StepUp {

    /** After the first login. */
    private static final int MOST = 2;

    private final ConfiguredServer server;
    private final InteractiveLogin login;
    private final Executor executor;
    private final Clock clock;
    private final CachedToken token;
    private final StoredToken stored;
    private final SingleFlight<Authorization, Reauthorization> underWay = new SingleFlight<>();
    private final AtomicInteger attempts = new AtomicInteger();
    /** Whether a token has got more scope than the server asks for at first. */
    private volatile boolean hasGrown;

    StepUp(
            ConfiguredServer server,
            InteractiveLogin login,
            Executor executor,
            Clock clock,
            CachedToken token,
            StoredToken stored) {
        this.server = server;
        this.login = login;
        this.executor = executor;
        this.clock = clock;
        this.token = token;
        this.stored = stored;
    }

    /** See {@link TokenSource#stepUp}. */
    CompletableFuture<Reauthorization> begin(Authorization refused, List<AuthChallenge> challenges, boolean allowed) {
        String needed = needed(challenges);
        if (!allowed) {
            KnownToken known = token.known();
            return refuse(known == null ? null : known.record, needed);
        }
        return underWay.join(refused, () -> CompletableFuture.completedFuture(refused)
                        .thenComposeAsync(same -> obtain(same, challenges, needed), executor))
                .exceptionally(e -> Reauthorization.NONE);
    }

    /** The same, and that what follows a token with more scope is to have that too. */
    List<AuthChallenge> keepingScope(List<AuthChallenge> challenges) {
        if (!hasGrown) {
            return challenges;
        }
        List<AuthChallenge> all = new ArrayList<>(challenges);
        all.add(new AuthChallenge("bearer", Map.of("error", ErrorResponseException.INSUFFICIENT_SCOPE), null));
        return all;
    }

    /** What the server says is needed; null if it does not say. */
    static @Nullable String needed(List<AuthChallenge> challenges) {
        for (AuthChallenge challenge : challenges) {
            if (challenge.isInsufficientScope() && challenge.scope() != null) {
                return challenge.scope();
            }
        }
        return null;
    }

    private CompletableFuture<Reauthorization> obtain(
            Authorization refused, List<AuthChallenge> challenges, @Nullable String needed) {
        try {
            KnownToken read = token.read();
            if (read.isFresh(clock.millis()) && !read.carries(refused)) {
                granted(read.record, needed);
                return CompletableFuture.completedFuture(new Reauthorization(read.authorization, true));
            }
            if (read.record == null || !isWorthAnAttempt(read.record, needed)) {
                return refuse(read.record, needed);
            }
            return server.config().grant().needsPerson()
                    ? logIn(read.record, challenges, needed)
                    : CompletableFuture.completedFuture(renewed(read, challenges, needed));
        } catch (OAuthException | RuntimeException e) {
            stored.failed("obtained with more scope", e);
            return CompletableFuture.completedFuture(Reauthorization.NONE);
        }
    }

    /** What the token has already, and what a user has not asked for, would be asked for in vain, or against their will. */
    private boolean isWorthAnAttempt(TokenRecord record, @Nullable String needed) {
        boolean isMissing = needed == null
                || (Scopes.isUsable(needed) && !Scopes.includes(record.token().scope(), needed));
        return isMissing && server.config().scope() == null && attempts.get() < MOST;
    }

    private Reauthorization renewed(KnownToken read, List<AuthChallenge> challenges, @Nullable String needed)
            throws OAuthException {
        attempts.incrementAndGet();
        hasGrown = true;
        KnownToken fresh = token.renew(read, challenges, false);
        granted(fresh.record, needed);
        return new Reauthorization(fresh.authorization, false);
    }

    private CompletableFuture<Reauthorization> logIn(
            TokenRecord record, List<AuthChallenge> challenges, @Nullable String needed) {
        CompletableFuture<@Nullable TokenRecord> opened = login.extend(challenges, stored.report.missing(needed));
        if (opened == null) {
            return refuse(record, needed);
        }
        attempts.incrementAndGet();
        return opened.thenApply(newer -> loggedIn(newer, needed));
    }

    private Reauthorization loggedIn(@Nullable TokenRecord record, @Nullable String needed) {
        if (record == null) {
            return Reauthorization.NONE;
        }
        granted(record, needed);
        token.forget(); // it is in the store
        return new Reauthorization(record.authorization(clock), false);
    }

    private void granted(@Nullable TokenRecord record, @Nullable String needed) {
        if (record != null && needed != null && Scopes.includes(record.token().scope(), needed)) {
            attempts.set(0);
        }
    }

    private CompletableFuture<Reauthorization> refuse(@Nullable TokenRecord record, @Nullable String needed) {
        String all = Scopes.union(record == null ? null : record.token().scope(), needed);
        stored.report.insufficientScope(needed, remedy(all == null || !Scopes.isUsable(all) ? null : all));
        return CompletableFuture.completedFuture(Reauthorization.NONE);
    }

    /** @param all what to ask for, so that nothing is lost that there is; null if that is not known */
    private String remedy(@Nullable String all) {
        boolean needsPerson = server.config().grant().needsPerson();
        if (needsPerson && (all == null || server.config().scope() == null)) {
            return login.howToLogIn(all);
        }
        String value = all == null ? "<the scope>" : ServerText.sanitize(all);
        return server.config().remedies().text("To ask for it, set", "scope", value);
    }
}
