package dev.safeconduct.client.internal.token;

import dev.safeconduct.client.internal.discovery.ConfiguredServer;
import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.client.internal.record.Records;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.internal.record.Versioned;
import dev.safeconduct.client.oauth.AuthChallenge;
import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.oauth.LoginRequiredException;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TokenStoreException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads and refreshes the token of one server in its store, and remembers what failed. Blocks, but for what
 * says "No I/O". Safe for all threads without a monitor: the only state of its own is the last failure.
 */
final class StoredToken {

    final Retries retries;
    final TokenReport report;

    private final ConfiguredServer server;
    private final Records records;
    private final Renewal renewal;
    private final RenewalWindow window;
    private final Clock clock;

    private volatile @Nullable OAuthException failure;

    /** Of which login of another server a token can be made, as far as is known. */
    private volatile @Nullable String sourceIdentity;

    /** That this login is missing. */
    private volatile @Nullable LoginRequiredException loginElsewhere;

    StoredToken(
            ConfiguredServer server,
            Records records,
            Renewal renewal,
            RenewalWindow window,
            Clock clock,
            EventLog log) {
        this.server = server;
        this.records = records;
        this.renewal = renewal;
        this.window = window;
        this.clock = clock;
        this.retries = new Retries(clock);
        this.report = new TokenReport(
                server.config().name(),
                server.key().server(),
                server.config().grant().needsPerson(),
                log,
                clock);
    }

    /** Whether a new token can be obtained for this login, or without one, without a person. No I/O. */
    boolean isRenewable(@Nullable TokenRecord record) {
        return renewal.isPossible(record);
    }

    /** Whether a request can have a token ahead, without a person and without a challenge, as far as is known. No I/O. */
    boolean isObtainable(KnownToken known) {
        return renewal.isPossible(known.record) && (known.record != null || !retries.isUndocumented());
    }

    /** Whether it is documented how to get a first token; where only a challenge tells, the request goes out bare. */
    boolean isFirstDocumented() throws OAuthException {
        boolean documented = renewal.isDocumented();
        if (!documented) {
            retries.isUndocumentedNow();
        }
        return documented;
    }

    KnownToken read() throws OAuthException {
        Versioned<TokenRecord> stored;
        try {
            stored = records.tokens().read(server.key());
            retries.storeWasRead();
        } catch (TokenStoreException e) {
            if (server.config().grant().needsPerson()) {
                retries.storeFailed();
                throw e;
            }
            // Another token costs nothing, and no login is in the store that could be lost.
            report.withoutStore(e);
            return KnownToken.stored(null, null, window, clock);
        }
        noticeLoginOfSource();
        TokenRecord record = stored.value();
        if (record != null && !renewal.counts(record)) {
            record = null; // the user has named another authorization server since, or another kind of token, or logged
            // out
        }
        KnownToken read = KnownToken.stored(record, stored, window, clock);
        boolean hasNoLogin = record == null && server.config().grant().needsPerson();
        if (hasNoLogin || read.isFresh(clock.millis())) {
            failure = null;
        }
        return read;
    }

    /** What failed for want of a login elsewhere need not wait any longer once that is there. */
    private void noticeLoginOfSource() throws TokenStoreException {
        SourceLogin source = renewal.source();
        String identity = source == null ? null : source.identity();
        if (identity != null && !identity.equals(sourceIdentity)) {
            retries.renewed();
            failure = null;
            loginElsewhere = null;
        }
        sourceIdentity = identity;
    }

    /**
     * Gets a new token in the place of what was read.
     *
     * @param leaseWait how long to wait for another owner of the lease
     * @throws LeaseTakenException if another owner kept it for that long
     */
    KnownToken renew(KnownToken old, List<AuthChallenge> challenges, Duration leaseWait) throws OAuthException {
        long start = clock.millis();
        Renewal.Renewed renewed;
        try {
            renewed = renewal.renew(old.record, old.unsaved(), challenges, leaseWait);
        } catch (OAuthException e) {
            retries.renewalFailed(e, start);
            loginElsewhere = renewal.source() != null && e instanceof LoginRequiredException needed ? needed : null;
            throw e;
        }
        retries.renewed();
        failure = null;
        loginElsewhere = null;
        return renewed.unsaved() == null
                ? KnownToken.stored(renewed.record(), null, window, clock)
                : KnownToken.unsaved(renewed, window, clock);
    }

    /**
     * Tries once more to store a token that could not be stored when it came: with the process it would be lost.
     *
     * @return whether the store has been changed
     */
    boolean save(KnownToken read) {
        Renewal.Renewed unsaved = read.unsaved();
        if (unsaved == null || unsaved.before() == null) {
            return false;
        }
        try {
            Versioned<TokenRecord> now = records.tokens().read(server.key());
            return Renewal.isUnchanged(unsaved.before(), now)
                    && records.tokens().replace(unsaved.record(), now.version());
        } catch (TokenStoreException e) {
            report.failed("stored", e); // it can be refreshed all the same
            return false;
        }
    }

    /**
     * Notes for all programs whether the server takes the token that is stored (THREATS 93).
     *
     * @param sent the token that the server has judged; nothing is noted if the store has another
     */
    void note(Authorization sent, boolean refused) {
        try {
            Versioned<TokenRecord> now = records.tokens().stored(server.key());
            TokenRecord record = now.value();
            String version = now.version();
            if (record != null
                    && version != null
                    && record.tokenRefused() != refused
                    && sent.carries(record.token().accessToken())) {
                records.tokens().replace(record.withTokenRefused(refused), version);
            }
        } catch (TokenStoreException e) {
            report.failed("noted as refused", e);
        }
    }

    /** Notes that something was not done with the token, and says so in the log. */
    void failed(String what, Throwable e) {
        if (e instanceof OAuthException oauth) {
            failure = oauth;
            if (e instanceof TokenStoreException) {
                retries.storeFailed(); // the authorization server is not asked less often for it
            } else {
                retries.failed();
            }
        }
        report.failed(what, e);
    }

    /** Why there was no token the last time one was wanted; null if there was one, or none was wanted yet. */
    @Nullable OAuthException failure() {
        return failure;
    }

    /** That a token cannot be made because the login is missing that it is made of; null if not so. */
    @Nullable LoginRequiredException loginElsewhere() {
        return loginElsewhere;
    }

    void forgetFailure() {
        failure = null;
        loginElsewhere = null;
    }
}
