package dev.safeconduct.client.internal.login;

import dev.safeconduct.client.internal.callback.LoopbackReceiver;
import dev.safeconduct.client.internal.callback.LoopbackReceiver.Outcome;
import dev.safeconduct.client.internal.callback.LoopbackReceiver.Registration;
import dev.safeconduct.client.internal.concurrent.Timer;
import dev.safeconduct.client.internal.config.Config;
import dev.safeconduct.client.internal.discovery.ConfiguredServer;
import dev.safeconduct.client.internal.discovery.DiscoveredServer;
import dev.safeconduct.client.internal.endpoint.IdTokenAccount;
import dev.safeconduct.client.internal.endpoint.Registrar;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.internal.text.RandomText;
import dev.safeconduct.client.oauth.AuthChallenge;
import dev.safeconduct.client.oauth.ClientInformation;
import dev.safeconduct.client.oauth.ErrorResponseException;
import dev.safeconduct.client.oauth.PkceChallenge;
import dev.safeconduct.spi.LoginPrompt;
import dev.safeconduct.spi.OAuthException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A login by the authorization code grant with PKCE, over a loopback redirect (RFC 8252): discovery, client,
 * authorization request, response, token request, record. No thread waits for the person. Safe for all threads.
 */
public final class LoginFlow {

    /** Brings the prompt before the person. Must not wait for them. */
    @FunctionalInterface
    public interface Presenter {
        void present(LoginPrompt prompt) throws OAuthException;
    }

    /**
     * What to log in with.
     *
     * @param offline whether to ask for {@code offline_access} where that is not in the scope anyway
     */
    private record Order(
            ConfiguredServer server,
            List<AuthChallenge> challenges,
            Duration timeout,
            Presenter presenter,
            boolean offline) {

        Order withoutOffline() {
            return new Order(server, challenges, timeout, presenter, false);
        }
    }

    /**
     * One login, once its authorization request is made.
     *
     * @param asksForMore whether {@code offline_access} was added to its scope
     */
    private record Attempt(AuthorizationFlow.Request request, Registration registration, boolean asksForMore) {}

    private final AuthorizationFlow flow;
    private final Registrar registrar;
    private final LoopbackReceiver receiver;
    private final RedirectUris redirectUris;
    private final Executor executor;
    private final Clock clock;

    public LoginFlow(
            Config config,
            AuthorizationFlow flow,
            Registrar registrar,
            LoopbackReceiver receiver,
            Executor executor,
            Clock clock) {
        this.redirectUris = new RedirectUris(config);
        this.flow = flow;
        this.registrar = registrar;
        this.receiver = receiver;
        this.executor = executor;
        this.clock = clock;
    }

    /**
     * Logs in.
     *
     * @param challenges those of the 401 received; empty if there are none
     * @param timeout how long the person may take
     * @return completes when the token is stored, or with an {@link OAuthException}, in which case nothing was; to cancel
     *     it gives up the wait
     */
    public CompletableFuture<TokenRecord> start(
            ConfiguredServer server, List<AuthChallenge> challenges, Duration timeout, Presenter presenter) {
        return attempt(new Order(server, challenges, timeout, presenter, true));
    }

    private CompletableFuture<TokenRecord> attempt(Order order) {
        return CompletableFuture.supplyAsync(() -> unchecked(() -> request(order)), executor)
                .thenCompose(attempt -> Timer.shared()
                        .fail(attempt.registration().response().copy(), order.timeout())
                        .thenApplyAsync(
                                response -> unchecked(() -> flow.finish(order.server(), attempt.request(), response)),
                                executor)
                        .handle((record, failure) ->
                                unchecked(() -> conclude(attempt, record, failure, order.timeout())))
                        .exceptionallyCompose(failure -> asksTooMuch(attempt, failure)
                                ? attempt(order.withoutOffline())
                                : CompletableFuture.failedFuture(failure)));
    }

    private Attempt request(Order order) throws OAuthException {
        ConfiguredServer server = order.server();
        DiscoveredServer found = flow.discover(server, order.challenges());
        DiscoveredServer discovered = order.offline() ? OfflineAccess.added(found, server.config()) : found;
        ClientInformation client = registrar.obtain(
                server.config(), discovered, server.policy(), redirectUris.configured(), redirectUris::toRegister);
        String state = RandomText.next();
        String account = server.config().account();
        Registration registration =
                receiver.await(redirectUris.toTry(client), state, server.key().server(), account);
        try {
            AuthorizationFlow.Request request = new AuthorizationFlow.Request(
                    discovered,
                    client,
                    registration.redirectUri(),
                    state,
                    AuthorizationFlow.nonce(discovered),
                    PkceChallenge.generate());
            order.presenter()
                    .present(new LoginPrompt(
                            flow.page(server, request),
                            server.key().server(),
                            account,
                            null,
                            clock.instant().plus(order.timeout())));
            return new Attempt(request, registration, !discovered.equals(found));
        } catch (OAuthException | RuntimeException e) {
            registration.close();
            throw e;
        }
    }

    /** Whether the authorization server has refused no more than the scope that was added. */
    private static boolean asksTooMuch(Attempt attempt, @Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return attempt.asksForMore()
                && cause instanceof ErrorResponseException error
                && error.error().equals(ErrorResponseException.INVALID_SCOPE);
    }

    /** Tells the person on the page how it ended, and gives up the wait. */
    private static TokenRecord conclude(
            Attempt attempt, @Nullable TokenRecord record, @Nullable Throwable failure, Duration timeout)
            throws OAuthException {
        try (Registration registration = attempt.registration()) {
            if (record != null) {
                registration.finish(
                        Outcome.succeeded(IdTokenAccount.of(record.token().idToken())));
                return record;
            }
            OAuthException cause = asOAuthException(failure, timeout);
            String serverText = cause instanceof ErrorResponseException error ? error.description() : null;
            String remedy = asksTooMuch(attempt, cause)
                    ? "The login goes on in another tab, without the scope " + OfflineAccess.SCOPE + "."
                    : "Go back to the program that asked for the login and try again.";
            registration.finish(Outcome.failed(problem(cause), remedy, serverText));
            throw cause;
        }
    }

    /** In words of this program, also where a person meets nothing but an error code. */
    private static String problem(OAuthException cause) {
        if (cause instanceof ErrorResponseException error) {
            // What the server says besides stands on the page by itself, as its words.
            return error.error().equals(ErrorResponseException.ACCESS_DENIED)
                    ? "The login was denied, by you or by the authorization server."
                    : "The authorization server responded with the error \"" + error.error() + "\".";
        }
        return String.valueOf(cause.getMessage());
    }

    static OAuthException asOAuthException(@Nullable Throwable failure, Duration timeout) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof OAuthException known) {
            return known;
        }
        if (cause instanceof UncheckedIOException noPort) {
            return new OAuthException(String.valueOf(noPort.getMessage()), noPort);
        }
        if (cause instanceof CancellationException) {
            return new OAuthException(
                    "The login was given up, because the program that asked for it has closed its client."
                            + " Nothing was changed; log in again.");
        }
        if (cause instanceof TimeoutException) {
            return new OAuthException("The login was not finished within " + timeout.toSeconds()
                    + " s, so it was given up. Nothing was changed; log in again.");
        }
        return new OAuthException("The login failed with an internal error: " + cause, cause);
    }

    private interface Step<T> {
        T run() throws OAuthException;
    }

    private static <T> T unchecked(Step<T> step) {
        try {
            return step.run();
        } catch (OAuthException e) {
            throw new CompletionException(e);
        }
    }
}
