package dev.safeconduct.client.internal.token;

import dev.safeconduct.client.internal.concurrent.Backoff;
import dev.safeconduct.client.internal.concurrent.SingleFlight;
import dev.safeconduct.client.internal.discovery.ConfiguredServer;
import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.client.internal.log.EventLog.Level;
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

    private static final long QUIET_MILLIS = 60_000;
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

    private record Refusal(Authorization token, long until) {}

    private final ConfiguredServer server;
    private final Records records;
    private final Renewal renewal;
    private final Login login;
    private final Executor executor;
    private final Clock clock;
    private final EventLog log;

    private final SingleFlight<Authorization, Authorization> flights = new SingleFlight<>();
    private final AtomicBoolean busyInBackground = new AtomicBoolean();
    private final Backoff backoff;
    private final Backoff storeBackoff;

    /** Whether the last attempt to renew failed, and only after a while: nobody is to wait for the next one. */
    private volatile boolean hangs;

    private volatile @Nullable KnownToken snapshot;
    /** How often a snapshot came from elsewhere than a reading of the store. */
    private volatile int renewals;

    private volatile @Nullable Refusal refusal;
    private volatile @Nullable OAuthException failure;
    private @Nullable String lastWarning;
    private long lastWarningAt;

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
            return known.authorization;
        }
        boolean renewable = known.record != null && renewal.isPossible(known.record) && backoff.isOver();
        if (renewable && hangs) {
            inBackground();
        }
        return outdated || (renewable && !hangs) ? null : Authorization.none();
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
        return flights.join(Authorization.none(), () -> CompletableFuture.supplyAsync(this::obtainNow, executor))
                .exceptionally(e -> Authorization.none());
    }

    private Authorization obtainNow() {
        KnownToken read = snapshot;
        try {
            read = read();
            if (read.isFresh(clock.millis()) || read.record == null) {
                return read.authorization;
            }
            if (renewal.isPossible(read.record) && backoff.isOver()) {
                if (!hangs) {
                    return renew(read, List.of()).authorization;
                }
                inBackground();
            }
        } catch (OAuthException | RuntimeException e) {
            failed("obtained", e);
        }
        return read != null && read.isNotYetExpired(clock) ? read.authorization : Authorization.none();
    }

    @Override
    public CompletableFuture<Authorization> answer(Authorization refused, List<String> wwwAuthenticate) {
        List<AuthChallenge> challenges = AuthChallenges.parse(wwwAuthenticate);
        if (!AuthChallenges.mayTakeAccessToken(challenges) || isRefused(refused)) {
            return CompletableFuture.completedFuture(Authorization.none());
        }
        // Not the key of obtain(): a bare request that was challenged may lead to a login.
        Authorization key = refused.isNone() ? Authorization.bearer("") : refused;
        return flights.join(key, () -> CompletableFuture.completedFuture(refused)
                        .thenComposeAsync(token -> answerNow(token, challenges), executor))
                .exceptionally(e -> Authorization.none());
    }

    private CompletableFuture<Authorization> answerNow(Authorization refused, List<AuthChallenge> challenges) {
        String reason = "There is no login for " + server.key().server();
        if (!storeBackoff.isOver()) {
            return CompletableFuture.completedFuture(Authorization.none());
        }
        try {
            KnownToken read = read();
            TokenRecord record = read.record;
            if (read.isFresh(clock.millis()) && !read.authorization.equals(refused)) {
                return CompletableFuture.completedFuture(read.authorization);
            }
            boolean possible = renewal.isPossible(record);
            boolean leftToBackground = possible && hangs && read.isStale(clock.millis());
            if (leftToBackground) {
                inBackground();
            }
            if (leftToBackground || (possible && !backoff.isOver())) {
                return CompletableFuture.completedFuture(Authorization.none());
            }
            // Asks the network, so last.
            if (possible && (record == null || !server.discovery().hasLeft(record.issuer(), challenges))) {
                return CompletableFuture.completedFuture(renew(read, challenges).authorization);
            }
            if (record != null) {
                reason = "The login for " + server.key().server() + " has come to its end";
            }
        } catch (LoginRequiredException e) {
            reason = String.valueOf(e.getMessage()).replaceFirst("\\. Log in with: .*", "");
        } catch (OAuthException | RuntimeException e) {
            failed("renewed after a 401", e);
            return CompletableFuture.completedFuture(Authorization.none());
        }
        return login.begin(challenges, reason).thenApply(record -> {
            if (record == null) {
                return Authorization.none();
            }
            forgetSnapshot(); // it is in the store
            return Authorization.bearer(record.token().accessToken());
        });
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
    public void refused(Authorization answer) {
        refusal = new Refusal(answer, clock.millis() + REFUSED_MILLIS);
        log.log(
                Level.INFO,
                "The server " + server.key().server() + " refuses the token that was issued for it a moment ago.");
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

    private KnownToken renew(KnownToken old, List<AuthChallenge> challenges) throws OAuthException {
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
            log.log(expected ? Level.INFO : unlessSaid(String.valueOf(e.getMessage())), message, e);
        } else {
            log.log(Level.ERROR, "A fault of ours. " + message, e);
        }
    }

    /** The same trouble, met by every request, is one line a minute. */
    private synchronized Level unlessSaid(String reason) {
        long now = clock.millis();
        if (reason.equals(lastWarning) && now - lastWarningAt < QUIET_MILLIS && now >= lastWarningAt) {
            return Level.DEBUG;
        }
        lastWarning = reason;
        lastWarningAt = now;
        return Level.WARN;
    }
}
