package dev.safeconduct.client.internal.token;

import dev.safeconduct.client.internal.concurrent.Backoff;
import dev.safeconduct.client.internal.concurrent.SingleFlight;
import dev.safeconduct.client.internal.discovery.ConfiguredServer;
import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.client.internal.log.EventLog.Level;
import dev.safeconduct.client.internal.log.MinuteLog;
import dev.safeconduct.client.internal.record.Records;
import dev.safeconduct.client.internal.record.Records.Versioned;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.oauth.AuthChallenge;
import dev.safeconduct.client.oauth.AuthChallenges;
import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.oauth.LoginRequiredException;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.spi.TransientException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The token source of one server. The fast path reads one volatile field; everything that blocks happens on the
 * executor, once for all who wait.
 */
public final class CachedToken implements TokenSource {

    /** For how long a token that was refused right after it was issued is not worth another attempt. */
    private static final long REFUSED_MILLIS = 60_000;

    /** For how long it is remembered that a refresh after a 401 was of no use, because not the token was at fault. */
    private static final long USELESS_MILLIS = 600_000;

    /** For how long a server that documents no authorization server is not asked for one ahead of a request. */
    private static final long UNDOCUMENTED_MILLIS = 60_000;

    private static final long HANGS_MILLIS = 1_000;
    /** For how long at most a store that cannot be read is left alone. */
    private static final long STORE_PAUSE_MILLIS = 5_000;

    /** How a login is begun where a person is needed; see {@code ServerLogin}. */
    public interface Login {

        /**
         * Begins or joins a login, or says that one is needed. Returns at once.
         *
         * @return completes normally; null if there is no token to wait for
         */
        CompletableFuture<@Nullable TokenRecord> begin(List<AuthChallenge> challenges, String reason);
    }

    private record Unproven(Authorization token, long since) {}

    private record Refusal(Authorization token, long until) {}

    private final ConfiguredServer server;
    private final Records records;
    private final Renewal renewal;
    private final Login login;
    private final Executor executor;
    private final Clock clock;
    private final EventLog log;
    private final MinuteLog warnings;

    private final SingleFlight<Authorization, Authorization> obtaining = new SingleFlight<>();
    private final SingleFlight<Authorization, Reauthorization> reauthorizing = new SingleFlight<>();
    private final AtomicBoolean busyInBackground = new AtomicBoolean();
    private final Backoff backoff;
    private final Backoff storeBackoff;

    /** Whether the last attempt to renew failed, and only after a while: nobody is to wait for the next one. */
    private volatile boolean hangs;

    private volatile @Nullable KnownToken snapshot;
    /** How often a snapshot came from elsewhere than a reading of the store. */
    private volatile int renewals;

    private volatile @Nullable Replacement replacing;
    private volatile @Nullable Refusal refusal;
    /** When the newest token was last refused though it had just been obtained after a 401. */
    private volatile long uselessSince = Long.MIN_VALUE;
    /** Until the server has accepted it. */
    private volatile @Nullable Unproven unproven;

    private volatile @Nullable OAuthException failure;
    private volatile long undocumentedUntil;

    public CachedToken(
            ConfiguredServer server,
            Records records,
            Renewal renewal,
            Login login,
            Executor executor,
            Clock clock,
            EventLog log) {
        this.server = server;
        this.records = records;
        this.renewal = renewal;
        this.login = login;
        this.executor = executor;
        this.clock = clock;
        this.log = log;
        this.warnings = new MinuteLog(log, clock);
        this.backoff = new Backoff(clock, Backoff.MOST_MILLIS);
        this.storeBackoff = new Backoff(clock, STORE_PAUSE_MILLIS);
    }

    @Override
    public @Nullable Authorization current() {
        KnownToken known = snapshot;
        if (known == null) {
            return storeBackoff.isOver() ? null : Authorization.none();
        }
        long now = clock.millis();
        boolean outdated = known.isOutdated(now) && storeBackoff.isOver();
        if (known.isFresh(now)) {
            if (outdated || known.isStale(now)) {
                inBackground();
            }
            Replacement replacement = replacing;
            return replacement != null && replacement.concerns(known.authorization) ? null : known.authorization;
        }
        boolean obtainable = isObtainable(known) && backoff.isOver();
        if (obtainable && hangs) {
            inBackground();
        }
        return outdated || (obtainable && !hangs) ? null : Authorization.none();
    }

    /** Whether a request can have a token ahead, without a person and without a challenge. */
    private boolean isObtainable(KnownToken known) {
        return renewal.isPossible(known.record) && (known.record != null || !isUndocumented());
    }

    private boolean isUndocumented() {
        long now = clock.millis();
        long until = undocumentedUntil;
        return now < until && now >= until - UNDOCUMENTED_MILLIS;
    }

    private void inBackground() {
        if (busyInBackground.compareAndSet(false, true)) {
            Runnable task = () -> {
                try {
                    KnownToken read = saved(read());
                    if (read.isStale(clock.millis()) && renewal.isPossible(read.record) && backoff.isOver()) {
                        renew(read, List.of());
                    }
                } catch (OAuthException | RuntimeException | LinkageError e) {
                    failed("renewed in the background", e);
                } finally {
                    busyInBackground.set(false);
                }
            };
            try {
                executor.execute(task);
            } catch (RuntimeException | Error e) {
                busyInBackground.set(false); // no thread to be had: the host is in worse trouble than we
            }
        }
    }

    @Override
    public CompletableFuture<Authorization> obtain() {
        Replacement replacement = replacing;
        if (replacement != null) {
            return replacement.end().thenApply(done -> known(snapshot));
        }
        return obtaining
                .join(Authorization.none(), () -> CompletableFuture.supplyAsync(this::obtainNow, executor))
                .exceptionally(e -> Authorization.none());
    }

    private Authorization obtainNow() {
        KnownToken read = snapshot;
        try {
            read = read();
            if (read.isFresh(clock.millis())) {
                return read.authorization;
            }
            if (isObtainable(read) && backoff.isOver()) {
                if (!hangs) {
                    return read.record == null ? ahead(read) : renew(read, List.of()).authorization;
                }
                inBackground();
            }
        } catch (OAuthException | RuntimeException e) {
            failed("obtained", e);
        }
        return known(read);
    }

    /** A first token, where it is documented how to get one; where only a challenge tells, the request goes out bare. */
    private Authorization ahead(KnownToken read) throws OAuthException {
        if (renewal.isDocumented()) {
            return renew(read, List.of()).authorization;
        }
        undocumentedUntil = clock.millis() + UNDOCUMENTED_MILLIS;
        return Authorization.none();
    }

    /** A token that may still be accepted, though nothing newer was obtained. */
    private Authorization known(@Nullable KnownToken known) {
        return known != null && known.isNotYetExpired(clock) ? known.authorization : Authorization.none();
    }

    @Override
    public CompletableFuture<Reauthorization> reauthorize(
            Authorization refused, List<AuthChallenge> challenges, boolean resendable) {
        if (!AuthChallenges.mayTakeAccessToken(challenges)) {
            return CompletableFuture.completedFuture(Reauthorization.NONE);
        }
        if (isUnproven(refused)) {
            refused(refused);
        }
        KnownToken known = snapshot;
        if (isRefused(refused) && known != null && !known.isOutdated(clock.millis()) && known.carries(refused)) {
            return CompletableFuture.completedFuture(Reauthorization.NONE);
        }
        // Not the key of a token: a bare request that was challenged may lead to a login.
        Authorization key = refused.isNone() ? Authorization.bearer("") : refused;
        return reauthorizing
                .join(key, () -> begin(refused, challenges, resendable))
                .exceptionally(e -> Reauthorization.NONE);
    }

    private CompletableFuture<Reauthorization> begin(
            Authorization refused, List<AuthChallenge> challenges, boolean resendable) {
        Replacement replacement = new Replacement(refused);
        if (!isRefused(refused)) {
            replacing = replacement;
        }
        try {
            return CompletableFuture.completedFuture(refused)
                    .thenComposeAsync(token -> reauthorizeNow(token, challenges, resendable, replacement), executor);
        } catch (RuntimeException | Error e) {
            end(replacement);
            throw e;
        }
    }

    /** From now on requests take what there is, new or not. */
    private void end(Replacement replacement) {
        synchronized (this) {
            if (replacing == replacement) {
                replacing = null;
            }
        }
        replacement.complete();
    }

    private CompletableFuture<Reauthorization> reauthorizeNow(
            Authorization refused, List<AuthChallenge> challenges, boolean resendable, Replacement replacement) {
        String reason;
        try {
            Reauthorization found = withoutPerson(refused, challenges, resendable);
            if (found != null) {
                return CompletableFuture.completedFuture(found);
            }
            KnownToken known = snapshot;
            reason = known == null || known.record == null
                    ? "There is no login for " + server.key().server()
                    : "The login for " + server.key().server() + " has come to its end";
        } catch (LoginRequiredException e) {
            reason = String.valueOf(e.getMessage()).replaceFirst("\\. Log in with: .*", "");
        } catch (OAuthException | RuntimeException e) {
            failed("refreshed after a 401", e);
            return CompletableFuture.completedFuture(Reauthorization.NONE);
        } finally {
            end(replacement);
        }
        return login.begin(challenges, reason).thenApply(this::loggedIn);
    }

    /** Null if only a person can help. */
    private @Nullable Reauthorization withoutPerson(
            Authorization refused, List<AuthChallenge> challenges, boolean resendable) throws OAuthException {
        if (!storeBackoff.isOver()) {
            return Reauthorization.NONE;
        }
        KnownToken read = read();
        TokenRecord record = read.record;
        if (read.isFresh(clock.millis()) && !read.carries(refused)) {
            return new Reauthorization(read.authorization, true);
        }
        if (isRefused(refused)) {
            uselessSince = clock.millis(); // the newest that there is
            return Reauthorization.NONE;
        }
        if (isNewEnough(read)) {
            return Reauthorization.NONE;
        }
        boolean possible = renewal.isPossible(record);
        boolean leftToBackground = possible && hangs && read.isStale(clock.millis());
        if (leftToBackground) {
            inBackground();
        }
        if (leftToBackground || (possible && !backoff.isOver())) {
            return Reauthorization.NONE;
        }
        // Asks the network, so last.
        if (!possible || (record != null && server.discovery().hasLeft(record.issuer(), challenges))) {
            return null;
        }
        return new Reauthorization(renew(read, challenges, !resendable).authorization, false);
    }

    private Reauthorization loggedIn(@Nullable TokenRecord record) {
        if (record == null) {
            return Reauthorization.NONE;
        }
        forgetSnapshot(); // it is in the store
        return new Reauthorization(Authorization.bearer(record.token().accessToken()), false);
    }

    /** Why there was no token the last time one was wanted; null if there was one, or none was wanted yet. */
    public @Nullable OAuthException failure() {
        return failure;
    }

    /** Why there is no token, for those who show it by an exception: as far as it is known. */
    public OAuthException reason() {
        OAuthException last = failure;
        String serverUrl = server.key().server();
        if (last == null || last instanceof LoginRequiredException) {
            return new LoginRequiredException(serverUrl, "There is no login for " + serverUrl, last);
        }
        String message = String.valueOf(last.getMessage());
        if (last instanceof TokenStoreException) {
            return new TokenStoreException(message, last);
        }
        return last.isTransient() ? new TransientException(message, last) : new OAuthException(message, last);
    }

    /** Reads the store before the next request: a login has begun or ended. */
    public void forget() {
        forgetSnapshot();
        failure = null;
    }

    private synchronized void forgetSnapshot() {
        renewals++;
        snapshot = null;
    }

    @Override
    public void refused(Authorization fresh) {
        refusal = new Refusal(fresh, clock.millis() + REFUSED_MILLIS);
        unproven = null;
        synchronized (this) {
            KnownToken known = snapshot;
            if (known != null && known.carries(fresh)) {
                snapshot = known.outdated(); // another process may have replaced it already
            }
        }
        log.log(Level.INFO, "The server " + server.key().server() + " rejects a token that was just issued for it.");
    }

    @Override
    public void accepted(Authorization sent) {
        Unproven last = unproven;
        if (last != null && last.token().equals(sent)) {
            unproven = null;
        }
    }

    private boolean isUnproven(Authorization token) {
        Unproven last = unproven;
        long now = clock.millis();
        return last != null && last.token().equals(token) && now < last.since() + REFUSED_MILLIS && now >= last.since();
    }

    private boolean isRefused(Authorization token) {
        Refusal last = refusal;
        long now = clock.millis();
        return last != null
                && !token.isNone()
                && last.token().equals(token)
                && now < last.until()
                && now >= last.until() - REFUSED_MILLIS;
    }

    /**
     * Whether it is the requests that this server refuses, and not the tokens: then one refresh a minute is enough for all
     * processes. Without this each would replace the token of the other, at every request that is refused (THREATS 93).
     */
    private boolean isNewEnough(KnownToken read) {
        long now = clock.millis();
        long since = uselessSince;
        boolean uselessBefore = since <= now && now - USELESS_MILLIS < since;
        return uselessBefore && read.isYounger(REFUSED_MILLIS, now);
    }

    private KnownToken renew(KnownToken old, List<AuthChallenge> challenges) throws OAuthException {
        return renew(old, challenges, false);
    }

    private KnownToken renew(KnownToken old, List<AuthChallenge> challenges, boolean forNextRequest)
            throws OAuthException {
        long start = clock.millis();
        Renewal.Renewed renewed;
        try {
            renewed = renewal.renew(old.record, old.unsaved(), challenges);
            hangs = false;
        } catch (OAuthException e) {
            hangs = e.isTransient() && clock.millis() - start > HANGS_MILLIS;
            throw e;
        }
        backoff.succeeded();
        failure = null;
        KnownToken fresh = renewed.unsaved() == null
                ? KnownToken.stored(renewed.record(), null, clock)
                : KnownToken.unsaved(renewed, clock);
        if (forNextRequest) {
            unproven = new Unproven(fresh.authorization, clock.millis()); // before any request can have it
        }
        synchronized (this) {
            renewals++;
            snapshot = fresh;
        }
        if (renewed.unsaved() != null) {
            log.log(
                    Level.WARN,
                    "The new token is used but could not be stored: "
                            + renewed.unsaved().getMessage(),
                    renewed.unsaved());
        }
        log.log(
                Level.INFO,
                "New token for " + server.key().server() + " after " + (clock.millis() - start) + " ms, expires "
                        + renewed.record().token().expiresAt() + ", " + fresh.fingerprint() + ".");
        return fresh;
    }

    private KnownToken read() throws OAuthException {
        int renewalsBefore = renewals;
        Versioned<TokenRecord> stored;
        try {
            stored = records.token(server.key());
            storeBackoff.succeeded();
        } catch (TokenStoreException e) {
            storeBackoff.failed();
            throw e;
        }
        TokenRecord record = stored.value();
        if (record != null && !record.countsFor(server.config().get("issuer"))) {
            record = null; // the user has named another authorization server since
        }
        KnownToken read = KnownToken.stored(record, stored.version(), clock);
        if (record == null || read.isFresh(clock.millis())) {
            failure = null;
        }
        synchronized (this) {
            KnownToken known = snapshot;
            if (renewals != renewalsBefore) {
                return known != null ? known : read; // what was read is of before
            }
            if (known != null && known.outweighs(stored.version())) {
                return known; // newer, though it could not be stored
            }
            snapshot = read;
            return read;
        }
    }

    /** Tries once more to store a token that could not be stored when it came: with the process it would be lost. */
    private KnownToken saved(KnownToken read) throws OAuthException {
        Renewal.Renewed unsaved = read.unsaved();
        return unsaved != null && records.replaceToken(unsaved.record(), unsaved.storedVersion()) ? read() : read;
    }

    private void failed(String what, Throwable e) {
        String message = "The token of " + server.key().server() + " was not " + what + ": " + e.getMessage();
        if (e instanceof OAuthException oauth) {
            failure = oauth;
            backoff.failed();
            boolean expected = oauth.isTransient() || oauth instanceof LoginRequiredException;
            warnings.log(expected ? Level.INFO : Level.WARN, String.valueOf(e.getMessage()), message, e);
        } else {
            log.log(Level.ERROR, "Internal error. " + message, e);
        }
    }
}
