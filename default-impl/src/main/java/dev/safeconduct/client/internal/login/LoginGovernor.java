package dev.safeconduct.client.internal.login;

import dev.safeconduct.client.internal.concurrent.Timer;
import dev.safeconduct.client.internal.discovery.ConfiguredServer;
import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.client.internal.log.EventLog.Level;
import dev.safeconduct.client.internal.record.Records;
import dev.safeconduct.client.internal.record.Records.PendingLogin;
import dev.safeconduct.client.internal.record.Records.Versioned;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.internal.token.InteractiveLogin;
import dev.safeconduct.client.oauth.AuthChallenge;
import dev.safeconduct.client.oauth.LoginMode;
import dev.safeconduct.spi.BrowserOpener;
import dev.safeconduct.spi.LoginPrompt;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TokenStoreException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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

    /** After one that failed before there was a page to open, because a server was down, say. */
    private static final Duration QUIET_UNOPENED = Duration.ofSeconds(30);

    private final ConfiguredServer server;
    private final Records records;
    private final Supplier<LoginFlow> flow;
    private final LoginFlow.Presenter presenter;
    private final LoginMode mode;
    private final Duration wait;
    private final Duration timeout;
    private final Clock clock;
    private final EventLog log;

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
            EventLog log) {
        this.server = server;
        this.records = records;
        this.flow = flow;
        this.presenter = presenter;
        this.mode = mode;
        this.wait = wait;
        this.timeout = timeout;
        this.clock = clock;
        this.log = log;
    }

    @Override
    public CompletableFuture<@Nullable TokenRecord> begin(List<AuthChallenge> challenges, String reason) {
        CompletableFuture<@Nullable TokenRecord> login = underWay.get();
        if (login == null && mode != LoginMode.NEVER && mayOpen()) {
            log.log(Level.INFO, reason + ". A login is opened.");
            login = open(challenges);
        }
        if (login == null) {
            say(reason);
        }
        return login != null && mode == LoginMode.AUTO
                ? Timer.shared().complete(login.copy(), null, wait)
                : CompletableFuture.completedFuture(null);
    }

    private CompletableFuture<@Nullable TokenRecord> open(List<AuthChallenge> challenges) {
        CompletableFuture<@Nullable TokenRecord> mine = new CompletableFuture<>();
        CompletableFuture<@Nullable TokenRecord> other = underWay.compareAndExchange(null, mine);
        if (other != null) {
            return other;
        }
        AtomicBoolean opened = new AtomicBoolean();
        LoginFlow.Presenter noting = prompt -> {
            opened.set(true);
            presenter.present(prompt);
        };
        var unused = flow.get()
                .start(new LoginFlow.Order(server, challenges, false, timeout, noting))
                .whenComplete((record, failure) -> {
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

    /** After a login that failed. */
    private void stayQuiet(Duration pause) {
        Instant now = clock.instant();
        try {
            Versioned<PendingLogin> pending = records.pendingLogin(server.key());
            boolean noted = records.replacePendingLogin(
                    new PendingLogin(server.key(), now, now.plus(pause)), pending.version());
            log.log(Level.DEBUG, "No login is opened for " + pause.toSeconds() + " s" + (noted ? "." : " or more."));
        } catch (TokenStoreException e) {
            log.log(Level.INFO, "The login that failed could not be noted: " + e.getMessage());
        }
    }

    /** The machine-wide governor: the process that replaces the pending login may open one. */
    private boolean mayOpen() {
        Instant now = clock.instant();
        try {
            Versioned<PendingLogin> pending = records.pendingLogin(server.key());
            PendingLogin last = pending.value();
            Instant quietUntil = last == null ? null : last.openedUntil();
            if (quietUntil != null && now.isBefore(quietUntil)) {
                return false;
            }
            return records.replacePendingLogin(
                    new PendingLogin(server.key(), now, now.plus(timeout).plus(QUIET)), pending.version());
        } catch (TokenStoreException e) {
            log.log(Level.WARN, "No login is opened because the store does not work: " + e.getMessage());
            return false;
        }
    }

    /** Says, not too often, how to log in, and leaves a note for {@code status}. */
    private void say(String reason) {
        Instant now = clock.instant();
        synchronized (this) {
            if (saidAt != null && now.isBefore(saidAt.plus(QUIET)) && !now.isBefore(saidAt)) {
                return;
            }
            saidAt = now;
        }
        log.log(Level.WARN, reason + ". " + log.howToLogIn(server.key().server()));
        try {
            Versioned<PendingLogin> pending = records.pendingLogin(server.key());
            if (pending.value() == null) {
                boolean noted =
                        records.replacePendingLogin(new PendingLogin(server.key(), now, null), pending.version());
                log.log(Level.DEBUG, noted ? "The need for a login is noted in the store." : "It was noted already.");
            }
        } catch (TokenStoreException e) {
            log.log(Level.INFO, "The need for a login could not be noted: " + e.getMessage());
        }
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
