package dev.safeconduct.client.internal.token;

import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.internal.record.Versioned;
import dev.safeconduct.client.oauth.Authorization;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** What is known of one stored login, ready for the fast path: all times as milliseconds. Immutable. */
final class KnownToken {

    /** How long the store is believed: what another process changes is seen after so long. */
    private static final long REREAD_MILLIS = 1_000;

    final @Nullable TokenRecord record;
    final Authorization authorization;

    private final @Nullable Versioned<TokenRecord> inStore;
    private final Renewal.@Nullable Renewed unsaved;
    private final long readAt;
    private final long freshUntil;
    private final long renewFrom;
    private final RenewalWindow window;

    private KnownToken(
            @Nullable TokenRecord record,
            @Nullable Versioned<TokenRecord> inStore,
            Renewal.@Nullable Renewed unsaved,
            Authorization authorization,
            RenewalWindow window,
            long readAt) {
        this.record = record;
        this.inStore = inStore;
        this.unsaved = unsaved;
        this.readAt = readAt;
        this.authorization = authorization;
        this.window = window;
        Instant expiresAt = expiresAt();
        this.freshUntil = expiresAt == null || record == null
                ? Long.MAX_VALUE
                : expiresAt.minus(Margins.expiry(record.token())).toEpochMilli();
        this.renewFrom = expiresAt == null || record == null
                ? Long.MAX_VALUE
                : expiresAt.minus(window.of(record.token())).toEpochMilli();
    }

    static KnownToken stored(
            @Nullable TokenRecord record, @Nullable Versioned<TokenRecord> inStore, RenewalWindow window, Clock clock) {
        return new KnownToken(record, inStore, null, authorization(record, clock), window, clock.millis());
    }

    /** A token that could not be saved: it is used until the store holds something else than it did before. */
    static KnownToken unsaved(Renewal.Renewed renewed, RenewalWindow window, Clock clock) {
        TokenRecord record = renewed.record();
        return new KnownToken(record, renewed.before(), renewed, record.authorization(clock), window, clock.millis());
    }

    private static Authorization authorization(@Nullable TokenRecord record, Clock clock) {
        return record == null ? Authorization.none() : record.authorization(clock);
    }

    /** The same, but for the store, which is to be read again at the next opportunity. */
    KnownToken outdated() {
        return new KnownToken(record, inStore, unsaved, authorization, window, readAt - REREAD_MILLIS);
    }

    /** Null if the token says nothing of it, or is missing. */
    @Nullable Instant expiresAt() {
        return record == null ? null : record.token().expiresAt();
    }

    /** Whether the server was heard to refuse it. */
    boolean isNotedAsRefused() {
        return record != null && record.tokenRefused();
    }

    boolean carries(Authorization other) {
        return authorization.equals(other);
    }

    /** Whether a reading of the store tells nothing newer than this. */
    boolean outweighs(KnownToken read) {
        return unsaved != null && Renewal.isUnchanged(inStore, read.inStore);
    }

    /** Tells one token from another in a log: the first 8 hex digits of its SHA-256. */
    String fingerprint() {
        if (record == null) {
            return "none";
        }
        try {
            byte[] token = record.token().accessToken().getBytes(StandardCharsets.US_ASCII);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(token), 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }

    /** The refresh that could not be stored; null if this is from the store. */
    Renewal.@Nullable Renewed unsaved() {
        return unsaved;
    }

    boolean isFresh(long now) {
        return record != null && now < freshUntil;
    }

    boolean isStale(long now) {
        return record != null && now >= renewFrom;
    }

    /** Whether it was issued no longer ago than this; not so if that is unknown, or in the future. */
    boolean isYounger(long millis, long now) {
        Instant issuedAt = record == null ? null : record.token().issuedAt();
        long age = issuedAt == null ? -1 : now - issuedAt.toEpochMilli();
        return age >= 0 && age < millis;
    }

    /** Whether the store has to be read again; also after the clock was set back. */
    boolean isOutdated(long now) {
        return now - readAt >= REREAD_MILLIS || now < readAt;
    }

    /** Whether the token may still be good: past its margin, but not expired. */
    boolean isNotYetExpired(Clock clock) {
        return record != null && !record.token().isExpired(Duration.ZERO, clock);
    }
}
