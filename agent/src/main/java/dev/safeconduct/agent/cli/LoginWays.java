package dev.safeconduct.agent.cli;

import dev.safeconduct.client.internal.Operations;
import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.oauth.AuthChallenge;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The ways to log in that a person has at once: the login page, and a code for another device where the server offers it
 * (RFC 8628). The first that succeeds is the login. For one thread.
 */
final class LoginWays {

    private final Operations operations;
    private final Console console;
    private final ServerConfig server;
    private final List<AuthChallenge> challenges;
    private final LoginPresenter presenter;
    private final CompletableFuture<TokenRecord> login = new CompletableFuture<>();
    private boolean lookedForCode;
    private boolean offersCode;

    LoginWays(
            Operations operations,
            Console console,
            ServerConfig server,
            List<AuthChallenge> challenges,
            LoginPresenter presenter) {
        this.operations = operations;
        this.console = console;
        this.server = server;
        this.challenges = challenges;
        this.presenter = presenter;
    }

    /** Begins the login page, or a code where that is configured; what completes it is the login. */
    CompletableFuture<TokenRecord> start() {
        return follow(operations.login(server, challenges, presenter));
    }

    /** Begins with a login page that asks nothing. */
    CompletableFuture<TokenRecord> startSilently() {
        return follow(operations.loginSilently(server, challenges, presenter));
    }

    /** Begins with a code alone. */
    CompletableFuture<TokenRecord> startByCode() {
        return follow(operations.loginByCode(server, challenges, presenter));
    }

    private CompletableFuture<TokenRecord> follow(CompletableFuture<TokenRecord> way) {
        var unused = way.whenComplete((record, failure) -> {
            if (record != null) {
                login.complete(record);
            } else if (failure != null) {
                login.completeExceptionally(failure);
            }
        });
        return login;
    }

    /** Once the login page is presented: shows a code where there is no browser, else says how to get one. */
    void offerCode() {
        if (lookedForCode) {
            return;
        }
        lookedForCode = true;
        offersCode = operations.offersLoginByCode(server, challenges);
        if (offersCode && !presenter.hasBrowser()) {
            showCode();
        } else if (offersCode) {
            console.say("For a code to enter on another device, press Enter.");
        }
    }

    /** Shows a code, once. The login page goes on. */
    void showCode() {
        if (!offersCode) {
            return;
        }
        offersCode = false;
        var unused = operations.loginByCode(server, challenges, presenter).whenComplete((record, failure) -> {
            if (record != null) {
                login.complete(record);
            } else if (failure != null && !login.isDone()) {
                console.say("The login by a code failed: " + Failures.words(LoginWait.cause(failure))
                        + " The login page is still open.");
            }
        });
    }
}
