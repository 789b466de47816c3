package dev.safeconduct.client.internal.login;

import dev.safeconduct.client.internal.concurrent.ExitGuard;
import dev.safeconduct.client.internal.concurrent.Timer;
import dev.safeconduct.client.internal.discovery.ConfiguredServer;
import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.client.internal.log.EventLog.Level;
import dev.safeconduct.client.internal.record.PendingLogin;
import dev.safeconduct.client.internal.record.Records;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.internal.record.Versioned;
import dev.safeconduct.client.internal.token.InteractiveLogin;
import dev.safeconduct.client.oauth.AuthChallenge;
import dev.safeconduct.client.oauth.LoginMode;
import dev.safeconduct.spi.BrowserOpener;
import dev.safeconduct.spi.LoginPrompt;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.spi.TransientException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a running program does when only a person can help: say so, and open a login where the configuration allows it;
 * one at a time for each server on the whole machine, and none for ten minutes after one that did not end in a token.
 */
public final class LoginGovernor implements InteractiveLogin {

    /** After an opening that did not end in a login, none for so long. */
    private static final Duration QUIET = Duration.ofMinutes(10);

    /** After one that failed before there was a page to open, because a server was down, say; and until it has one. */
    private static final Duration QUIET_UNOPENED = Duration.ofSeconds(30);

    /**
     * Whether this process may open a page.
     *
     * @param until until when not, if that is known; null if it may
     */
    private record Claim(boolean granted, @Nullable Instant until) {}

    private final ConfiguredServer server;
    private final Records records;
    private final Supplier<LoginFlow> flow;
    private final LoginFlow.Presenter presenter;
    private final LoginMode mode;
    private final Duration wait;
    private final Duration timeout;
    private final Clock clock;
    private final EventLog log;
    private final ExitGuard exitGuard;

    private final AtomicReference<@Nullable CompletableFuture<@Nullable TokenRecord>> underWay =
            new AtomicReference<>();
    private @Nullable Instant saidAt;

    public LoginGovernor(
            ConfiguredServer server,
            Records records,
            Supplier<LoginFlow> flow,
            LoginFlow.Presenter presenter,
            LoginMode mode,
            Duration wait,
            Duration timeout,
            Clock clock,
            EventLog log,
            ExitGuard exitGuard) {
        this.server = server;
        this.records = records;
        this.flow = flow;
        this.presenter = presenter;
        this.mode = mode;
        this.wait = wait;
        this.timeout = timeout;
        this.clock = clock;
        this.log = log;
        this.exitGuard = exitGuard;
    }

    @Override
    public CompletableFuture<@Nullable TokenRecord> begin(List<AuthChallenge> challenges, String reason) {
        CompletableFuture<@Nullable TokenRecord> login = underWay.get();
        Instant heldBackUntil = null;
        if (login == null && mode != LoginMode.NEVER) {
            Claim claim = claim();
            heldBackUntil = claim.until();
            if (claim.granted()) {
                log.log(Level.INFO, reason + ". A login is opened.");
                login = open(challenges);
            }
        }
        if (login == null) {
            say(reason, heldBackUntil);
        }
        return login != null && mode == LoginMode.AUTO
                ? Timer.shared().complete(login.copy(), null, wait)
                : CompletableFuture.completedFuture(null);
    }

    @Override
    public void needed(String reason) {
        say(reason, null);
    }

    private CompletableFuture<@Nullable TokenRecord> open(List<AuthChallenge> challenges) {
        CompletableFuture<@Nullable TokenRecord> mine = new CompletableFuture<>();
        CompletableFuture<@Nullable TokenRecord> other = underWay.compareAndExchange(null, mine);
        if (other != null) {
            return other;
        }
        AtomicBoolean opened = new AtomicBoolean();
        Runnable exitMayGoOn = holdExit();
        LoginFlow.Presenter noting = prompt -> {
            noteOpening();
            opened.set(true);
            presenter.present(prompt);
            exitMayGoOn.run();
        };
        var unused = flow.get()
                .start(new LoginFlow.Order(server, challenges, false, timeout, noting))
                .whenComplete((record, failure) -> {
                    exitMayGoOn.run();
                    if (failure != null) {
                        log.log(
                                Level.WARN,
                                "The login for " + server.key().server() + " failed: " + rootMessage(failure));
                        stayQuiet(opened.get() ? QUIET : QUIET_UNOPENED);
                    }
                    underWay.set(null);
                    mine.complete(record);
                });
        return mine;
    }

    /** A program that ends waits until the page is opened; returns what ends that wait, to be run at least once. */
    private Runnable holdExit() {
        try {
            ExitGuard.Hold hold = exitGuard.hold();
            AtomicBoolean released = new AtomicBoolean();
            return () -> {
                if (released.compareAndSet(false, true)) {
                    hold.close();
                }
            };
        } catch (TransientException e) {
            return () -> {}; // the exit has begun, and does not wait any more
        }
    }

    /**
     * From here on the opening counts, whatever becomes of this process (THREATS 88).
     *
     * @throws TokenStoreException if it cannot be noted: then no page may be opened
     */
    private void noteOpening() throws TokenStoreException {
        Instant now = clock.instant();
        Instant until = now.plus(timeout).plus(QUIET);
        while (true) {
            Versioned<PendingLogin> pending = records.pendingLogins().read(server.key());
            if (records.pendingLogins().replace(new PendingLogin(server.key(), now, until), pending.version())) {
                return;
            }
        }
    }

    /** After a login that failed. */
    private void stayQuiet(Duration pause) {
        Instant now = clock.instant();
        try {
            Versioned<PendingLogin> pending = records.pendingLogins().read(server.key());
            boolean noted = records.pendingLogins()
                    .replace(new PendingLogin(server.key(), now, now.plus(pause)), pending.version());
            log.log(Level.DEBUG, "No login is opened for " + pause.toSeconds() + " s" + (noted ? "." : " or more."));
        } catch (TokenStoreException e) {
            log.log(Level.INFO, "The login that failed could not be noted: " + e.getMessage());
        }
    }

    /** The machine-wide governor: the process that replaces the pending login may open one, within a short time. */
    private Claim claim() {
        Instant now = clock.instant();
        try {
            Versioned<PendingLogin> pending = records.pendingLogins().read(server.key());
            PendingLogin last = pending.value();
            Instant quietUntil = last == null ? null : last.openedUntil();
            if (quietUntil != null && now.isBefore(quietUntil)) {
                return new Claim(false, quietUntil);
            }
            Instant until = now.plus(QUIET_UNOPENED);
            boolean granted =
                    records.pendingLogins().replace(new PendingLogin(server.key(), now, until), pending.version());
            return new Claim(granted, granted ? null : until);
        } catch (TokenStoreException e) {
            log.log(Level.WARN, "No login is opened because the store does not work: " + e.getMessage());
            return new Claim(false, null);
        }
    }

    /** Says, not too often, how to log in, and leaves a note for {@code status}. */
    private void say(String reason, @Nullable Instant heldBackUntil) {
        Instant now = clock.instant();
        synchronized (this) {
            if (saidAt != null && now.isBefore(saidAt.plus(QUIET)) && !now.isBefore(saidAt)) {
                return;
            }
            saidAt = now;
        }
        String when = heldBackUntil == null
                ? ""
                : " No page is opened before " + heldBackUntil.truncatedTo(ChronoUnit.SECONDS)
                        + ", because a login was begun a short time ago.";
        log.log(Level.WARN, reason + "." + when + " " + howToLogIn());
        try {
            // One that is there already says as much.
            boolean noted = records.pendingLogins().replace(new PendingLogin(server.key(), now, null), null);
            log.log(Level.DEBUG, noted ? "The need for a login is noted in the store." : "It was noted already.");
        } catch (TokenStoreException e) {
            log.log(Level.INFO, "The need for a login could not be noted: " + e.getMessage());
        }
    }

    /** The user of a web application has no command line. */
    private String howToLogIn() {
        boolean ofConfiguration =
                server.key().session().equals(server.config().tokenKey().session());
        return ofConfiguration
                ? log.howToLogIn(server.key().server())
                : "The user of this session logs in through the application, by Session.beginAuthorization.";
    }

    private static String rootMessage(Throwable failure) {
        Throwable cause = failure;
        while (!(cause instanceof OAuthException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    /** What opens a login page: the configured opener, and a line that names the page where it cannot. */
    public static LoginFlow.Presenter presenter(BrowserOpener opener, EventLog log) {
        return (LoginPrompt prompt) -> {
            try {
                opener.open(prompt);
            } catch (IOException e) {
                log.tell(e.getMessage() + " To log in for " + prompt.server() + ", open " + prompt.uri());
            }
        };
    }
}
