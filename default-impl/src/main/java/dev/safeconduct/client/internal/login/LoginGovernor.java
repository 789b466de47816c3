package dev.safeconduct.client.internal.login;

import dev.safeconduct.client.internal.concurrent.ExitGuard;
import dev.safeconduct.client.internal.concurrent.Timer;
import dev.safeconduct.client.internal.discovery.ConfiguredServer;
import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.client.internal.log.EventLog.Level;
import dev.safeconduct.client.internal.record.Records;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.internal.token.InteractiveLogin;
import dev.safeconduct.client.oauth.AuthChallenge;
import dev.safeconduct.client.oauth.LoginMode;
import dev.safeconduct.spi.BrowserOpener;
import dev.safeconduct.spi.LoginPrompt;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TokenStore;
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
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a running program does when only a person can help: say so, and open a login where the configuration allows it;
 * one at a time for each server on the whole machine, and none for ten minutes after one that did not end in a token.
 */
public final class LoginGovernor implements InteractiveLogin {

    private final ConfiguredServer server;
    private final LoginPages pages;
    private final Supplier<LoginWay> way;
    private final LoginWay.Presenter presenter;
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
            Supplier<LoginWay> way,
            LoginWay.Presenter presenter,
            LoginMode mode,
            Duration wait,
            Duration timeout,
            Clock clock,
            EventLog log,
            ExitGuard exitGuard) {
        this.server = server;
        this.pages = new LoginPages(server.key(), records.pendingLogins(), timeout, clock);
        this.way = way;
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
        if (mode == LoginMode.NEVER) {
            say(reason, "");
            return CompletableFuture.completedFuture(null);
        }
        return waited(joined(challenges, reason, whyNot -> say(reason, whyNot)));
    }

    @Override
    public @Nullable CompletableFuture<@Nullable TokenRecord> extend(List<AuthChallenge> challenges, String reason) {
        if (mode == LoginMode.NEVER) {
            return null;
        }
        AtomicBoolean isRefused = new AtomicBoolean();
        CompletableFuture<@Nullable TokenRecord> login = joined(challenges, reason, whyNot -> isRefused.set(true));
        return isRefused.get() ? null : waited(login);
    }

    /** The login under way, else one that is opened if that is allowed. */
    private CompletableFuture<@Nullable TokenRecord> joined(
            List<AuthChallenge> challenges, String reason, Consumer<String> whyNot) {
        CompletableFuture<@Nullable TokenRecord> mine = new CompletableFuture<>();
        CompletableFuture<@Nullable TokenRecord> other = underWay.compareAndExchange(null, mine);
        if (other == null) {
            openIfAllowed(challenges, reason, whyNot, mine);
        }
        return other == null ? mine : other;
    }

    private CompletableFuture<@Nullable TokenRecord> waited(CompletableFuture<@Nullable TokenRecord> login) {
        return mode == LoginMode.AUTO
                ? Timer.shared().complete(login.copy(), null, wait)
                : CompletableFuture.completedFuture(null);
    }

    @Override
    public void needed(String reason) {
        say(reason, "");
    }

    private void openIfAllowed(
            List<AuthChallenge> challenges,
            String reason,
            Consumer<String> whyNot,
            CompletableFuture<@Nullable TokenRecord> login) {
        boolean begun = false;
        try {
            LoginPages.Claim claim = claim();
            TokenStore.Lease lease = claim.lease();
            if (lease == null) {
                whyNot.accept(claim.whyNot());
            } else {
                log.log(Level.INFO, reason + ". A login is opened.");
                begun = open(challenges, lease, login);
            }
        } finally {
            if (!begun) {
                end(login, null);
            }
        }
    }

    private LoginPages.Claim claim() {
        try {
            return pages.claim();
        } catch (TokenStoreException e) {
            log.log(Level.WARN, "No login is opened because the store does not work: " + e.getMessage());
            return new LoginPages.Claim(null, "");
        }
    }

    /** @return false if the program is ending, so that it would not see the login through */
    private boolean open(
            List<AuthChallenge> challenges, TokenStore.Lease lease, CompletableFuture<@Nullable TokenRecord> login) {
        Runnable exitMayGoOn = holdExit();
        if (exitMayGoOn == null) {
            lease.close();
            return false;
        }
        AtomicBoolean opened = new AtomicBoolean();
        LoginWay.Presenter noting = prompt -> {
            pages.noteOpening(opened.getAndSet(true));
            lease.close();
            presenter.present(prompt);
            exitMayGoOn.run();
        };
        var unused = way.get()
                .start(new LoginWay.Order(server, challenges, false, timeout, noting))
                .whenComplete((record, failure) -> {
                    if (failure != null) {
                        log.log(
                                Level.WARN,
                                "The login for " + server.key().server() + " failed: " + rootMessage(failure));
                        stayQuiet(opened.get());
                    }
                    lease.close();
                    exitMayGoOn.run();
                    end(login, record);
                });
        return true;
    }

    private void end(CompletableFuture<@Nullable TokenRecord> login, @Nullable TokenRecord record) {
        underWay.set(null);
        login.complete(record);
    }

    /** A program that ends waits until the page is opened; what ends that wait, or null once the exit has begun. */
    private @Nullable Runnable holdExit() {
        try {
            ExitGuard.Hold hold = exitGuard.hold();
            AtomicBoolean released = new AtomicBoolean();
            return () -> {
                if (released.compareAndSet(false, true)) {
                    hold.close();
                }
            };
        } catch (TransientException e) {
            log.log(Level.DEBUG, "No login is opened, because the program is ending.");
            return null;
        }
    }

    /** After a login that failed. */
    private void stayQuiet(boolean hadPage) {
        try {
            Duration pause = pages.noteFailure(hadPage);
            log.log(Level.DEBUG, "No login is opened for " + pause.toSeconds() + " s or more.");
        } catch (TokenStoreException e) {
            log.log(Level.INFO, "The login that failed could not be noted: " + e.getMessage());
        }
    }

    /** Says, not too often, how to log in, and leaves a note for {@code status}. */
    private void say(String reason, String whyNotOpened) {
        Instant now = clock.instant();
        synchronized (this) {
            if (saidAt != null && now.isBefore(saidAt.plus(LoginPages.QUIET)) && !now.isBefore(saidAt)) {
                return;
            }
            saidAt = now;
        }
        log.log(Level.WARN, reason + ". " + (whyNotOpened.isEmpty() ? "" : whyNotOpened + " ") + howToLogIn(null));
        try {
            boolean noted = pages.noteNeed();
            log.log(Level.DEBUG, noted ? "The need for a login is noted in the store." : "It was noted already.");
        } catch (TokenStoreException e) {
            log.log(Level.INFO, "The need for a login could not be noted: " + e.getMessage());
        }
    }

    /** The user of a web application has no command line. */
    @Override
    public String howToLogIn(@Nullable String scope) {
        boolean ofConfiguration =
                server.key().session().equals(server.config().tokenKey().session());
        if (!ofConfiguration) {
            return "The user of this session logs in through the application, by Session.beginAuthorization.";
        }
        return scope == null
                ? log.howToLogIn(server.key().server())
                : log.howToLogIn(server.key().server(), scope);
    }

    private static String rootMessage(Throwable failure) {
        Throwable cause = failure;
        while (!(cause instanceof OAuthException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        // An exception that is not made to be shown may have a secret in its message.
        return cause instanceof OAuthException || cause instanceof IOException
                ? String.valueOf(cause.getMessage())
                : "There was an internal error (" + cause.getClass().getName() + ").";
    }

    /** What opens a login page: the configured opener, and a line that names the page where it cannot. */
    public static LoginWay.Presenter presenter(BrowserOpener opener, EventLog log) {
        return (LoginPrompt prompt) -> {
            try {
                opener.open(prompt);
            } catch (IOException e) {
                log.tell(e.getMessage() + " To log in for " + prompt.server() + ", open " + prompt.uri());
            } catch (RuntimeException | LinkageError e) {
                // An opener of others. The login is not lost, as it has been begun.
                log.tell("No browser was opened, because what opens it failed with an internal error ("
                        + e.getClass().getName() + "). To log in for " + prompt.server() + ", open " + prompt.uri());
            }
        };
    }

    /**
     * The same for a login that a program begins. A code to enter is also told in a line; a browser that the user has not
     * chosen is not opened for it, since who logs in by a code has none here.
     */
    public static LoginWay.Presenter presenterOfProgram(BrowserOpener opener, boolean isChosen, EventLog log) {
        LoginWay.Presenter presenter = presenter(opener, log);
        return (LoginPrompt prompt) -> {
            String code = prompt.userCode();
            if (code != null) {
                log.tell("To log in for " + prompt.server() + ", open " + prompt.uri() + " on any device and enter the"
                        + " code " + code + ", before "
                        + prompt.deadline().truncatedTo(ChronoUnit.SECONDS) + ".");
            }
            if (code == null || isChosen) {
                presenter.present(prompt);
            }
        };
    }
}
