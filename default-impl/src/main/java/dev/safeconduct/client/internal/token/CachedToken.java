package dev.safeconduct.client.internal.token;

import dev.safeconduct.client.internal.concurrent.SingleFlight;
import dev.safeconduct.client.internal.discovery.ConfiguredServer;
import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.client.internal.record.Records;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.oauth.AccessToken;
import dev.safeconduct.client.oauth.AuthChallenge;
import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.oauth.InsufficientScopeException;
import dev.safeconduct.client.oauth.LoginRequiredException;
import dev.safeconduct.spi.OAuthException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What this process knows of the token of one server. The fast path reads one volatile field; everything that blocks
 * happens on the executor, once for all who wait. What a 401 leads to is decided by {@link Reauthorizer}.
 *
 * <p>The monitor is held for every write of {@code snapshot}, {@code renewals} and {@code replacing}, and never for I/O
 * or while other code is called. It keeps two promises. A reading of the store replaces the snapshot only if no snapshot
 * has come from elsewhere since the reading began, which {@code renewals} tells: else an old token would replace a new
 * one. The end of one replacement never lets requests have the token that another one holds back.
 */
public final class CachedToken implements TokenSource {

    private final InteractiveLogin login;
    private final Executor executor;
    private final Clock clock;

    private final StoredToken stored;
    private final Retries retries;
    private final RefusedTokens refusedTokens;
    private final Reauthorizer reauthorizer;
    private final StepUp stepUp;

    private final SingleFlight<Authorization, Authorization> obtaining = new SingleFlight<>();
    private final AtomicBoolean busyInBackground = new AtomicBoolean();
    private final AtomicInteger renewing = new AtomicInteger();

    private volatile @Nullable KnownToken snapshot;
    /** How often a snapshot came from elsewhere than a reading of the store. */
    private volatile int renewals;

    private volatile @Nullable Replacement replacing;

    public CachedToken(
            ConfiguredServer server,
            Records records,
            Renewal renewal,
            RenewalWindow window,
            InteractiveLogin login,
            Executor executor,
            Clock clock,
            EventLog log) {
        this.login = login;
        this.executor = executor;
        this.clock = clock;
        this.stored = new StoredToken(server, records, renewal, window, clock, log);
        this.retries = stored.retries;
        this.refusedTokens = new RefusedTokens(clock);
        this.reauthorizer = new Reauthorizer(server, login, executor, clock, this, stored, refusedTokens);
        this.stepUp = new StepUp(server, login, executor, clock, this, stored);
    }

    @Override
    public @Nullable Authorization current() {
        KnownToken known = snapshot;
        if (known == null) {
            return retries.mayReadStore() ? null : Authorization.none();
        }
        long now = clock.millis();
        boolean outdated = known.isOutdated(now) && retries.mayReadStore();
        if (known.isFresh(now)) {
            if (outdated || isDueAhead(known, now)) {
                renewInBackground();
            }
            return unlessReplaced(known.authorization);
        }
        boolean obtainable = stored.isObtainable(known) && retries.mayRenew();
        if (obtainable && retries.hangs()) {
            renewInBackground();
        }
        return outdated || (obtainable && !retries.hangs()) ? null : unlessReplaced(usable(known));
    }

    /** Null while what is known to be refused is being replaced. */
    private @Nullable Authorization unlessReplaced(Authorization known) {
        Replacement replacement = replacing;
        return replacement != null && replacement.concerns(known) ? null : known;
    }

    private boolean isDueAhead(KnownToken known, long now) {
        return known.isStale(now) && retries.mayRenewAhead() && stored.isRenewable(known.record);
    }

    /** Reads the store again, and refreshes the token if it is time; unless that is under way, here or elsewhere. */
    void renewInBackground() {
        if (retries.mayLookAgain() && busyInBackground.compareAndSet(false, true)) {
            if (!retries.mayLookAgain()) {
                busyInBackground.set(false); // another look has just ended
                return;
            }
            try {
                executor.execute(this::renewIfStale);
            } catch (RuntimeException | Error e) {
                busyInBackground.set(false); // no thread can be started: the host is in worse trouble than we
            }
        }
    }

    private void renewIfStale() {
        try {
            KnownToken read = read();
            read = stored.save(read) ? read() : read;
            boolean due = read.isFresh(clock.millis()) ? retries.mayRenewAhead() : retries.mayRenew();
            if (due && read.isStale(clock.millis()) && stored.isRenewable(read.record)) {
                renew(read, List.of(), false, Duration.ZERO);
            }
        } catch (LeaseTakenException e) {
            retries.leaseWasTaken(); // its owner refreshes it, or dies: what is in the store then is read soon
        } catch (OAuthException | RuntimeException | LinkageError e) {
            stored.failed("refreshed in the background", e);
        } finally {
            busyInBackground.set(false);
        }
    }

    @Override
    public CompletableFuture<Authorization> obtain() {
        Replacement replacement = replacing;
        if (replacement != null) {
            return replacement.end().thenCompose(done -> {
                KnownToken known = snapshot;
                return known != null ? CompletableFuture.completedFuture(usable(known)) : inStore();
            });
        }
        return inStore();
    }

    private CompletableFuture<Authorization> inStore() {
        return obtaining().exceptionally(e -> Authorization.none());
    }

    /**
     * The same for a caller that waits on its own thread.
     *
     * @throws TimeoutException if it takes longer than this
     */
    public Authorization obtain(Duration limit) throws InterruptedException, TimeoutException {
        Replacement replacement = replacing;
        if (replacement != null) {
            replacement.await(limit);
            KnownToken known = snapshot;
            if (known != null) {
                return usable(known);
            }
        }
        try {
            return obtaining().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            return Authorization.none();
        }
    }

    private CompletableFuture<Authorization> obtaining() {
        return obtaining.shared(Authorization.none(), () -> CompletableFuture.supplyAsync(this::obtainNow, executor));
    }

    private Authorization obtainNow() {
        KnownToken read = snapshot;
        try {
            read = read();
            if (read.isFresh(clock.millis())) {
                return read.authorization;
            }
            if (stored.isObtainable(read) && retries.mayRenew()) {
                if (!retries.hangs()) {
                    return read.record == null && !stored.isFirstDocumented()
                            ? Authorization.none()
                            : renew(read, List.of(), false).authorization;
                }
                renewInBackground();
            }
        } catch (OAuthException | RuntimeException e) {
            stored.failed("obtained", e);
        }
        return usable(read);
    }

    /** A token that may still be accepted, though nothing newer was obtained. */
    private Authorization usable(@Nullable KnownToken known) {
        return known != null && known.isNotYetExpired(clock) ? known.authorization : Authorization.none();
    }

    @Override
    public CompletableFuture<Reauthorization> reauthorize(
            Authorization refused, List<AuthChallenge> challenges, boolean resendable) {
        return reauthorizer.reauthorize(refused, challenges, resendable);
    }

    @Override
    public CompletableFuture<Reauthorization> renew(
            Authorization refused, List<AuthChallenge> challenges, boolean resendable) {
        return reauthorizer.renew(refused, challenges, resendable);
    }

    @Override
    public CompletableFuture<Reauthorization> stepUp(
            Authorization refused, List<AuthChallenge> challenges, boolean allowed) {
        return stepUp.begin(refused, challenges, allowed);
    }

    /** From now on requests wait for what replaces a token. */
    synchronized void hold(Replacement replacement) {
        replacing = replacement;
    }

    /** From now on requests take what there is, new or not. */
    void release(Replacement replacement) {
        synchronized (this) {
            if (replacing == replacement) {
                replacing = null;
            }
        }
        replacement.complete();
    }

    /** Whether a token is being obtained or refreshed at the moment, in this process. No I/O. */
    boolean isRenewing() {
        return renewing.get() > 0;
    }

    /** Why there was no token the last time one was wanted; null if there was one, or none was wanted yet. */
    public @Nullable OAuthException failure() {
        return stored.failure();
    }

    /** The same, unless the store holds by now what was missing then. Blocks. */
    @Nullable OAuthException failureNow() {
        if (failure() == null) {
            return null;
        }
        try {
            KnownToken unused = read();
        } catch (OAuthException e) {
            return e;
        }
        return failure();
    }

    /** Why there is no token, for those who show it by an exception: as far as it is known. */
    public OAuthException reason() {
        LoginRequiredException elsewhere = stored.loginElsewhere();
        return elsewhere != null ? again(elsewhere) : stored.report.reason(stored.failure());
    }

    /** That only a person can help, for those who show it by an exception. */
    public LoginRequiredException loginRequired(String reason) {
        LoginRequiredException elsewhere = stored.loginElsewhere();
        return elsewhere != null ? again(elsewhere) : stored.report.loginRequired(reason, stored.failure());
    }

    /** As an exception of the caller's own. */
    private static LoginRequiredException again(LoginRequiredException needed) {
        return new LoginRequiredException(needed.server(), needed.reason(), needed);
    }

    /** That no token with more scope was obtained, for those who show it by an exception. */
    public InsufficientScopeException insufficientScope(List<AuthChallenge> challenges) {
        return new InsufficientScopeException(stored.report.serverUrl(), StepUp.needed(challenges));
    }

    /** The token that requests get, for those who need to know more of it; null if it is missing or unknown. */
    public @Nullable AccessToken accessToken() {
        KnownToken known = snapshot;
        return known == null || known.record == null ? null : AccessToken.of(known.record.token());
    }

    /** Reads the store before the next request: a login has begun or ended, and what failed before it counts no more. */
    public void forget() {
        forgetSnapshot();
        stored.forgetFailure();
        retries.renewed();
    }

    synchronized void forgetSnapshot() {
        renewals++;
        snapshot = null;
    }

    @Override
    public void refused(Authorization fresh) {
        refusedTokens.add(fresh);
        synchronized (this) {
            KnownToken known = snapshot;
            if (known != null && known.carries(fresh)) {
                snapshot = known.outdated(); // another process may have replaced it already
            }
        }
        stored.report.refused();
    }

    @Override
    public void accepted(Authorization sent) {
        refusedTokens.accepted(sent);
        KnownToken known = snapshot;
        if (known != null && known.isNotedAsRefused() && known.carries(sent)) {
            takeBack(sent);
        }
    }

    /** The server takes it after all, which only the store has to hear. */
    private void takeBack(Authorization sent) {
        try {
            executor.execute(() -> {
                stored.note(sent, false);
                forgetSnapshot();
            });
        } catch (RuntimeException | Error e) {
            stored.report.failed("noted as accepted", e); // no thread can be started
        }
    }

    /** How a person logs in. */
    InteractiveLogin login() {
        return login;
    }

    /** Whether a new token can be obtained for this login, or without one, without a person. No I/O. */
    boolean isRenewable(@Nullable TokenRecord record) {
        return stored.isRenewable(record);
    }

    /** Why a person is needed. */
    String loginReason(boolean hadLogin) {
        return stored.report.loginReason(hadLogin);
    }

    /** What is known, without I/O; null before the first reading. */
    @Nullable KnownToken known() {
        return snapshot;
    }

    /**
     * Refreshes what was read, and gives it to all requests from now on. Blocks.
     *
     * @param onTrial whether it is obtained for a later request than the refused one; see {@link TokenSource#reauthorize}
     */
    KnownToken renew(KnownToken old, List<AuthChallenge> challenges, boolean onTrial) throws OAuthException {
        return renew(old, challenges, onTrial, Renewal.LEASE_WAIT);
    }

    private KnownToken renew(KnownToken old, List<AuthChallenge> challenges, boolean onTrial, Duration leaseWait)
            throws OAuthException {
        long start = clock.millis();
        int renewalsBefore = renewals;
        KnownToken fresh;
        renewing.incrementAndGet();
        try {
            fresh = stored.renew(old, stepUp.keepingScope(challenges), leaseWait);
        } finally {
            renewing.decrementAndGet();
        }
        if (onTrial) {
            refusedTokens.onTrial(fresh.authorization); // before any request can have it
        }
        synchronized (this) {
            boolean isAlone = renewals == renewalsBefore;
            renewals++;
            // After another refresh, a login or a logout meanwhile, only the store knows which of them came last.
            snapshot = isAlone || fresh.unsaved() != null ? fresh : null;
        }
        stored.report.renewed(fresh, clock.millis() - start);
        return fresh;
    }

    /** Reads the store, and gives what it holds to all requests from now on, unless they have something newer. Blocks. */
    KnownToken read() throws OAuthException {
        int renewalsBefore = renewals;
        KnownToken read = stored.read();
        synchronized (this) {
            KnownToken known = snapshot;
            if (renewals != renewalsBefore) {
                return known != null ? known : read; // what was read is of before
            }
            if (known != null && known.outweighs(read)) {
                return known; // newer, though it could not be stored
            }
            snapshot = read;
            return read;
        }
    }
}
