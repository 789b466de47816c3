package dev.safeconduct.agent.cli;

import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.spi.LoginPrompt;
import dev.safeconduct.spi.OAuthException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits until the person is through: shows the time left, and takes what they paste. */
final class LoginWait {

    private static final long TICK_MILLIS = 200;
    private static final String SPINNER = "|/-\\";

    private final Clock clock;
    private final Console console;
    private final LoginPresenter presenter;
    private final PastedRedirect pasted;
    private final LoginWays ways;
    private int ticks;

    LoginWait(Clock clock, Console console, LoginPresenter presenter, PastedRedirect pasted, LoginWays ways) {
        this.clock = clock;
        this.console = console;
        this.presenter = presenter;
        this.pasted = pasted;
        this.ways = ways;
    }

    TokenRecord until(CompletableFuture<TokenRecord> login) throws OAuthException, InterruptedException {
        while (true) {
            try {
                return login.get(TICK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                tick();
            } catch (ExecutionException e) {
                throw cause(e);
            }
        }
    }

    private void tick() {
        LoginPrompt prompt = presenter.prompt();
        if (prompt == null) {
            return;
        }
        URI redirectUri = presenter.redirectUri();
        if (redirectUri != null) {
            ways.offerCode();
            pasted.deliver(redirectUri, ways::showCode);
        }
        console.progress(SPINNER.charAt(ticks++ % SPINNER.length()) + " Waiting for the login, "
                + Spans.clock(Duration.between(clock.instant(), prompt.deadline())) + " left ");
    }

    /** What ended a login. */
    static OAuthException cause(Throwable failed) {
        Throwable cause = failed;
        while (!(cause instanceof OAuthException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof OAuthException known
                ? known
                : new OAuthException(
                        "The login failed with an internal error: "
                                + cause.getClass().getSimpleName(),
                        cause);
    }
}
