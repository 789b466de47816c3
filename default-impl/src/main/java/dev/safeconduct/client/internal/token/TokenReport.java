package dev.safeconduct.client.internal.token;

import dev.safeconduct.client.internal.concurrent.ExitGuard;
import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.client.internal.log.EventLog.Level;
import dev.safeconduct.client.internal.log.MinuteLog;
import dev.safeconduct.client.internal.text.ServerText;
import dev.safeconduct.client.oauth.LoginRequiredException;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.spi.TransientException;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** What is said of one server's token, in the log and by exceptions. Never the token. Safe for all threads. */
final class TokenReport {

    private final String serverName;
    private final String serverUrl;
    private final boolean needsPerson;
    private final EventLog log;
    private final MinuteLog warnings;

    /** @param needsPerson whether only a person can obtain a first token */
    TokenReport(String serverName, String serverUrl, boolean needsPerson, EventLog log, Clock clock) {
        this.serverName = serverName;
        this.serverUrl = serverUrl;
        this.needsPerson = needsPerson;
        this.log = log;
        this.warnings = new MinuteLog(log, clock);
    }

    String serverUrl() {
        return serverUrl;
    }

    void renewed(KnownToken fresh, long millis) {
        log.obtained(serverName);
        Renewal.Renewed unsaved = fresh.unsaved();
        TokenStoreException why = unsaved == null ? null : unsaved.unsaved();
        if (why != null && needsPerson) {
            log.log(Level.WARN, "The new token is used but could not be stored: " + why.getMessage(), why);
        } else if (why != null) {
            withoutStore(why);
        }
        log.log(
                Level.INFO,
                "New token for " + serverUrl + " after " + millis + " ms, expires " + fresh.expiresAt() + ", "
                        + fresh.fingerprint() + ".");
    }

    /** A token is obtained, and kept by this process alone. */
    void withoutStore(TokenStoreException e) {
        warnings.log(
                Level.WARN,
                "store",
                "The token of " + serverUrl + " is kept in memory only, because the store does not work: "
                        + e.getMessage() + " To choose another store: safeconduct.store.",
                e);
    }

    void refused() {
        log.log(Level.INFO, "The server " + serverUrl + " rejects a token that was just issued for it.");
    }

    /** @param what was not done with the token */
    void failed(String what, Throwable e) {
        String message = "The token of " + serverUrl + " was not " + what + ": ";
        if (e instanceof OAuthException oauth) {
            boolean expected = oauth instanceof LoginRequiredException || oauth instanceof ExitGuard.EndingException;
            warnings.log(
                    expected ? Level.INFO : Level.WARN, String.valueOf(e.getMessage()), message + e.getMessage(), e);
            return;
        }
        // Its message is not made to be shown: a store of others may have put a secret into it.
        String name = e.getClass().getName();
        warnings.log(
                Level.ERROR,
                name,
                message + "an internal error (" + name + "). It may be a store or another provider that is configured:"
                        + " the log at debug level has more.",
                e);
    }

    /** A login is needed, and the current 401 may not begin it. */
    void loginNeeded(String reason) {
        warnings.log(
                Level.WARN,
                reason,
                reason + ". A 401 of one of its further URLs opens no login: log in, or send a request to " + serverUrl
                        + " itself.",
                null);
    }

    /** Why more scope is needed, as the first half of a message. The scope is the server's own words. */
    String missing(@Nullable String needed) {
        return "The server " + serverUrl + " refuses the token of a request, "
                + (needed == null
                        ? "whose scope is too small"
                        : "which needs the scope \"" + ServerText.sanitize(needed) + "\"")
                + " (HTTP 403, insufficient_scope)";
    }

    /** A 403 for want of scope is the program's. */
    void insufficientScope(@Nullable String needed, String remedy) {
        warnings.log(Level.WARN, "scope", missing(needed) + ". " + remedy.strip(), null);
    }

    /** Why a person is needed. */
    String loginReason(boolean hadLogin) {
        return hadLogin ? "The login for " + serverUrl + " has ended" : "There is no login for " + serverUrl;
    }

    LoginRequiredException loginRequired(String reason, @Nullable OAuthException last) {
        return new LoginRequiredException(serverUrl, reason, last);
    }

    /**
     * Why there is no token, as an exception of the caller's own.
     *
     * @param last the failure that is known of, if any
     */
    OAuthException reason(@Nullable OAuthException last) {
        if (last == null && !needsPerson) {
            return new OAuthException("There is no token for " + serverUrl
                    + " yet: where it comes from is known only once the server has responded to a request with 401.");
        }
        if (last == null || last instanceof LoginRequiredException) {
            return loginRequired(loginReason(false), last);
        }
        String message = String.valueOf(last.getMessage());
        if (last instanceof TokenStoreException) {
            return new TokenStoreException(message, last);
        }
        return last.isTransient() ? new TransientException(message, last) : new OAuthException(message, last);
    }
}
