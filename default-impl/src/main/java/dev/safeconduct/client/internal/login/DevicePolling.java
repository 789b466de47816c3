package dev.safeconduct.client.internal.login;

import dev.safeconduct.client.internal.concurrent.ExitGuard;
import dev.safeconduct.client.internal.discovery.ConfiguredServer;
import dev.safeconduct.client.internal.endpoint.DeviceAuthorization;
import dev.safeconduct.client.internal.endpoint.Registrar;
import dev.safeconduct.client.internal.login.LoginIntake.IdTokenTie;
import dev.safeconduct.client.internal.login.LoginIntake.LoginClient;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.oauth.DeviceCodeGrant;
import dev.safeconduct.client.oauth.ErrorResponseException;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TokenStoreException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;

/**
 * Asks for the token of one device code until the person has decided or the code has expired (RFC 8628 §3.4, §3.5), never
 * before the server's interval is over (THREATS 44). One request at a time.
 */
final class DevicePolling {

    private final ConfiguredServer server;
    private final LoginClient who;
    private final DeviceAuthorization authorization;
    private final Instant deadline;
    private final CompletableFuture<TokenRecord> login;
    private final LoginIntake intake;
    private final Registrar registrar;
    private final DeviceLogin.Pause pause;
    private final Executor executor;
    private final Clock clock;

    DevicePolling(
            ConfiguredServer server,
            LoginClient who,
            DeviceAuthorization authorization,
            Instant deadline,
            CompletableFuture<TokenRecord> login,
            LoginIntake intake,
            Registrar registrar,
            DeviceLogin.Pause pause,
            Executor executor,
            Clock clock) {
        this.server = server;
        this.who = who;
        this.authorization = authorization;
        this.deadline = deadline;
        this.login = login;
        this.intake = intake;
        this.registrar = registrar;
        this.pause = pause;
        this.executor = executor;
        this.clock = clock;
    }

    void start() {
        next(PollingPace.of(authorization.interval()), Duration.ZERO);
    }

    /** @param least what the server asks for beside the pace */
    private void next(PollingPace pace, Duration least) {
        Duration wait = least.compareTo(pace.pause()) > 0 ? least : pace.pause();
        Thread asking = Thread.currentThread();
        Future<?> alarm = pause.after(wait, () -> {
            if (Thread.currentThread() == asking) {
                // There is no thread that could have waited, so that this would come too early, and without end.
                login.completeExceptionally(
                        new OAuthException("The login was given up: no thread could be started to wait with."));
            } else {
                executor.execute(() -> poll(pace));
            }
        });
        var unused = login.whenComplete((record, failure) -> alarm.cancel(false));
    }

    private void poll(PollingPace pace) {
        if (login.isDone()) {
            return;
        }
        if (!clock.instant().isBefore(deadline)) {
            login.completeExceptionally(expired());
            return;
        }
        try {
            login.complete(intake.whileExitWaits(() -> intake.redeem(
                    server,
                    who,
                    new DeviceCodeGrant(
                            authorization.deviceCode(), who.discovered().resource()),
                    IdTokenTie.NONE)));
        } catch (ErrorResponseException e) {
            goOn(pace, e);
        } catch (ExitGuard.EndingException | TokenStoreException e) {
            login.completeExceptionally(e); // there is no second time
        } catch (OAuthException e) {
            if (e.isTransient()) {
                next(pace.failed(), least(e));
            } else {
                login.completeExceptionally(e);
            }
        } catch (RuntimeException e) {
            login.completeExceptionally(LoginFlow.asOAuthException(e, Duration.ZERO));
        }
    }

    private void goOn(PollingPace pace, ErrorResponseException error) {
        switch (error.error()) {
            case ErrorResponseException.AUTHORIZATION_PENDING -> next(pace.answered(), Duration.ZERO);
            case ErrorResponseException.SLOW_DOWN -> next(pace.slowedDown(), least(error));
            case ErrorResponseException.EXPIRED_TOKEN -> login.completeExceptionally(expired());
            default -> {
                if (error.isTransient()) {
                    next(pace.failed(), least(error));
                } else {
                    registrar.refused(who.place(), who.client(), error);
                    login.completeExceptionally(error);
                }
            }
        }
    }

    private static Duration least(OAuthException failure) {
        Duration retryAfter = failure.retryAfter();
        return retryAfter == null ? Duration.ZERO : retryAfter;
    }

    private static OAuthException expired() {
        return new OAuthException("The code was not entered in time, so it has expired. Nothing was changed; log in"
                + " again for a new one.");
    }
}
