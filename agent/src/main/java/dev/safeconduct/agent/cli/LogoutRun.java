package dev.safeconduct.agent.cli;

import dev.safeconduct.client.internal.LogoutTarget;
import dev.safeconduct.client.internal.config.TokenKey;
import dev.safeconduct.client.internal.login.LogoutFlow.Outcome;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.spi.OAuthException;
import org.jspecify.annotations.Nullable;

/** Ends one login, and says how that went. */
final class LogoutRun {

    private final Client client;
    private final Console console;
    private final boolean localOnly;

    LogoutRun(Client client, boolean localOnly) {
        this.client = client;
        this.console = client.console();
        this.localOnly = localOnly;
    }

    /** Logs out; the exit code says whether the authorization server knows. */
    int of(LogoutTarget target) throws OAuthException, InterruptedException {
        Outcome outcome = client.operations().logout(target, localOnly);
        TokenKey key = target.key();
        String untold = untold(key, outcome);
        if (untold != null) {
            console.tell("The login to " + key.server() + " is gone from this machine. " + untold);
            return ExitCode.NETWORK;
        }
        console.say(
                outcome.login() == null
                        ? "Not logged in to " + key.server() + "."
                        : "Logged out of " + key.server() + ".");
        return ExitCode.DONE;
    }

    /** Why the authorization server does not know, if it was to; else null. */
    private @Nullable String untold(TokenKey key, Outcome outcome) {
        TokenRecord login = outcome.login();
        Exception failure = outcome.failure();
        switch (outcome.revocation()) {
            case NOT_OFFERED -> {
                if (login != null) {
                    console.say("The authorization server of " + key.server() + " offers no revocation: "
                            + stillGood(login) + ".");
                }
                return null;
            }
            case NOT_ALLOWED -> {
                return "The authorization server could not be told: the configuration does not allow to talk to "
                        + key.server() + " any more. There the login lasts until it expires.";
            }
            case FAILED -> {
                if (failure != null) {
                    console.trace(failure);
                }
                return login == null
                        ? "The record cannot be read, so the authorization server could not be told: "
                                + (failure == null ? "" : failure.getMessage())
                        : "The authorization server could not be told: "
                                + (failure == null ? "" : Failures.words(failure))
                                + " There the login lasts until it expires.";
            }
            case NOT_ASKED -> {
                if (login != null) {
                    console.say(
                            "The authorization server of " + key.server() + " was not told: " + stillGood(login) + ".");
                }
                return null;
            }
            default -> {
                return null;
            }
        }
    }

    /** What the authorization server goes on taking. */
    private String stillGood(TokenRecord login) {
        return "there the access token is good until it expires, "
                + Expiry.words(login.token(), client.around().clock())
                + (login.isRefreshable() ? ", and the refresh token for as long as the server keeps it" : "");
    }
}
