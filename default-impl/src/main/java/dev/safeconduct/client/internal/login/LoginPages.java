package dev.safeconduct.client.internal.login;

import dev.safeconduct.client.internal.config.TokenKey;
import dev.safeconduct.client.internal.record.PendingLogin;
import dev.safeconduct.client.internal.record.PendingLogins;
import dev.safeconduct.client.internal.record.Versioned;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStoreException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When the programs of a machine may open a login page for one server (THREATS 88). Until there is a page, the right to
 * open one is a lease, which ends with its process. From then on the page counts, whatever becomes of the process: none
 * for ten minutes, and at most three in an hour that ended in nothing. A login that succeeds removes the record, and with
 * it what counts. Safe for all threads; blocks.
 */
final class LoginPages {

    /** After an opening that did not end in a login, none for so long. */
    static final Duration QUIET = Duration.ofMinutes(10);

    /** After one that failed before there was a page to open, because a server was down, say. */
    private static final Duration QUIET_UNOPENED = Duration.ofSeconds(30);

    private static final int PAGES_AN_HOUR = 3;
    private static final Duration HOUR = Duration.ofHours(1);

    /**
     * Whether this process may open a page.
     *
     * @param lease the right to, to be closed once the page is noted or there will be none; null if it may not
     * @param whyNot a sentence for the user, or empty
     */
    record Claim(TokenStore.@Nullable Lease lease, String whyNot) {}

    private final TokenKey key;
    private final PendingLogins logins;
    private final Duration timeout;
    private final Clock clock;

    /** @param timeout how long a login waits for the person */
    LoginPages(TokenKey key, PendingLogins logins, Duration timeout, Clock clock) {
        this.key = key;
        this.logins = logins;
        this.timeout = timeout;
        this.clock = clock;
    }

    /** Asks for the right to open a page; never waits for another process. */
    Claim claim() throws TokenStoreException {
        TokenStore.Lease lease;
        try {
            lease = logins.lease(key);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Claim(null, "");
        }
        if (lease == null) {
            return new Claim(null, "Another program is opening a login page at this moment.");
        }
        try {
            Instant until = heldBackUntil(logins.read(key).value(), clock.instant());
            if (until == null) {
                return new Claim(lease, "");
            }
            lease.close();
            return new Claim(
                    null,
                    "No page is opened before " + until.truncatedTo(ChronoUnit.SECONDS)
                            + ", because a login was begun a short time ago.");
        } catch (TokenStoreException | RuntimeException e) {
            lease.close();
            throw e;
        }
    }

    private static @Nullable Instant heldBackUntil(@Nullable PendingLogin last, Instant now) {
        if (last == null) {
            return null;
        }
        List<Instant> pages = ofLastHour(last, now);
        Instant until = last.openedUntil();
        if (pages.size() >= PAGES_AN_HOUR) {
            Instant free = pages.get(pages.size() - PAGES_AN_HOUR).plus(HOUR);
            until = until == null || until.isBefore(free) ? free : until;
        }
        return until != null && now.isBefore(until) ? until : null;
    }

    /**
     * From here on the page counts.
     *
     * @param isSameLogin whether this page takes the place of the last, since its login is begun again
     * @throws TokenStoreException if it cannot be noted: then no page may be opened
     */
    void noteOpening(boolean isSameLogin) throws TokenStoreException {
        while (true) {
            Instant now = clock.instant();
            Versioned<PendingLogin> stored = logins.read(key);
            List<Instant> pages = new ArrayList<>(ofLastHour(stored.value(), now));
            if (isSameLogin && !pages.isEmpty()) {
                pages.remove(pages.size() - 1);
            }
            pages.add(now);
            Duration pause = timeout.compareTo(QUIET) > 0 ? timeout : QUIET;
            if (logins.replace(new PendingLogin(key, now, now.plus(pause), pages), stored.version())) {
                return;
            }
        }
    }

    /**
     * A login has failed.
     *
     * @return for how long none is opened now, at least
     */
    Duration noteFailure(boolean hadPage) throws TokenStoreException {
        Instant now = clock.instant();
        Versioned<PendingLogin> stored = logins.read(key);
        Duration pause = hadPage ? QUIET : QUIET_UNOPENED;
        var login = new PendingLogin(key, now, now.plus(pause), ofLastHour(stored.value(), now));
        boolean noted = logins.replace(login, stored.version());
        return noted ? pause : Duration.ZERO; // another process was faster: what it has noted holds
    }

    /**
     * Leaves a note for {@code status} that a person is needed.
     *
     * @return false if it was noted already
     */
    boolean noteNeed() throws TokenStoreException {
        return logins.replace(new PendingLogin(key, clock.instant(), null, List.of()), null);
    }

    private static List<Instant> ofLastHour(@Nullable PendingLogin login, Instant now) {
        return login == null
                ? List.of()
                : login.pages().stream()
                        .filter(page -> now.isBefore(page.plus(HOUR)))
                        .toList();
    }
}
