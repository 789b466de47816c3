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
import dev.safeconduct.client.internal.endpoint.RegistrationNeed;
import dev.safeconduct.client.internal.grant.GrantFlows;
import dev.safeconduct.client.internal.record.RegistrationPlace;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.internal.text.RandomText;
import dev.safeconduct.client.oauth.ClientInformation;
import dev.safeconduct.client.oauth.ErrorResponseException;
import dev.safeconduct.client.oauth.PkceChallenge;
import dev.safeconduct.spi.LoginPrompt;
import dev.safeconduct.spi.OAuthException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A login by the authorization code grant with PKCE, over a loopback redirect (RFC 8252): discovery, client,
 * authorization request, response, token request, record.
 */
public final class LoginFlow implements LoginWay {

    /**
     * One login, once its authorization request is made.
     *
     * @param prompt what to show
     * @param asksForMore whether {@code offline_access} was added to its scope
     */
    private record Attempt(
            AuthorizationFlow.Request request, Registration registration, LoginPrompt prompt, boolean asksForMore) {}

    /**
     * How an attempt is made.
     *
     * @param mayRepeat whether a client that turns out to be of no use may be replaced at once
     * @param offline whether to ask for {@code offline_access} where that is not in the scope anyway
     * @param silent whether the person must not be asked for anything
     */
    private record Plan(boolean mayRepeat, boolean offline, boolean silent) {

        static final Plan FIRST = new Plan(true, true, false);
        static final Plan SILENT = new Plan(true, false, true);

        Plan withoutOffline() {
            return new Plan(mayRepeat, false, silent);
        }

        Duration timeout(Duration ofOrder) {
            return silent && ofOrder.compareTo(SILENCE) > 0 ? SILENCE : ofOrder;
        }
    }

    /** What a browser needs that is logged in already. */
    private static final Duration SILENCE = Duration.ofSeconds(15);

    private final AuthorizationFlow flow;
    private final Registrar registrar;
    private final LoopbackReceiver receiver;
    private final Config config;
    private final Executor executor;
    private final Clock clock;

    public LoginFlow(
            Config config,
            AuthorizationFlow flow,
            Registrar registrar,
            LoopbackReceiver receiver,
            Executor executor,
            Clock clock) {
        this.config = config;
        this.flow = flow;
        this.registrar = registrar;
        this.receiver = receiver;
        this.executor = executor;
        this.clock = clock;
    }

    @Override
    public CompletableFuture<TokenRecord> start(Order order) {
        return attempt(order, Plan.FIRST);
    }

    /**
     * The same by a page that does not ask the person for anything ({@code prompt=none}): within 15 seconds, in a browser
     * that is logged in already. Otherwise it goes on as {@link #start} does.
     */
    public CompletableFuture<TokenRecord> startSilently(Order order) {
        return attempt(order, Plan.SILENT);
    }

    private CompletableFuture<TokenRecord> attempt(Order order, Plan plan) {
        return CompletableFuture.supplyAsync(() -> unchecked(() -> request(order, plan)), executor)
                .thenCompose(attempt -> Timer.shared()
                        .fail(present(order, attempt), plan.timeout(order.timeout()))
                        .thenApplyAsync(
                                response -> unchecked(() -> flow.finish(order.server(), attempt.request(), response)),
                                executor)
                        .handle((record, failure) -> concludeWhereItMayBlock(
                                () -> conclude(order, attempt, record, cause(failure), plan), cause(failure)))
                        .thenCompose(Function.identity()));
    }

    /**
     * Shows the page, and does not wait for that: an opener may look for a while whether its browser starts, and the
     * response of a person who is logged in already is there before.
     *
     * @return the response, or why the page could not be shown
     */
    private CompletableFuture<Map<String, String>> present(Order order, Attempt attempt) {
        CompletableFuture<Map<String, String>> response =
                attempt.registration().response().copy();
        var unused = CompletableFuture.runAsync(
                        () -> unchecked(() -> {
                            order.presenter().present(attempt.prompt());
                            return attempt;
                        }),
                        executor)
                .whenComplete((shown, failure) -> {
                    if (failure != null) {
                        response.completeExceptionally(failure);
                    }
                });
        return response;
    }

    /** The timer's thread is for all; any other may wait for the store. */
    private CompletionStage<TokenRecord> concludeWhereItMayBlock(
            Supplier<CompletionStage<TokenRecord>> conclusion, @Nullable Throwable cause) {
        return cause instanceof TimeoutException
                ? CompletableFuture.supplyAsync(conclusion, executor).thenCompose(Function.identity())
                : conclusion.get();
    }

    private static @Nullable Throwable cause(@Nullable Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private Attempt request(Order order, Plan plan) throws OAuthException {
        try {
            return requestOnce(order, plan);
        } catch (ErrorResponseException e) {
            // Where the request is pushed, a scope is refused before there is a page.
            if (plan.offline() && OfflineAccess.isRefused(e)) {
                return requestOnce(order, plan.withoutOffline());
            }
            throw e;
        }
    }

    private Attempt requestOnce(Order order, Plan plan) throws OAuthException {
        ConfiguredServer server = order.server();
        DiscoveredServer found = flow.discover(server, order.challenges());
        DiscoveredServer discovered =
                plan.offline() ? OfflineAccess.added(found, server.config(), order.challenges()) : found;
        RegistrationPlace place = RegistrationPlace.ofLoopback(discovered.issuer());
        RedirectUris redirectUris = new RedirectUris(config, discovered.issuer());
        ClientInformation client = registrar.obtain(
                place,
                new RegistrationNeed(
                        server.config(),
                        discovered,
                        server.policy(),
                        GrantFlows.AUTHORIZATION_CODE.registeredGrantTypes(),
                        redirectUris,
                        order.isBegunByUser()));
        String state = RandomText.next();
        String account = server.config().account();
        Registration registration = listen(place, client, redirectUris.toTry(client), state, server);
        try {
            if (!redirectUris.isOfIssuerAlone(registration.redirectUri())) {
                flow.checkSharedRedirect(server, discovered, client, order.isBegunByUser());
            }
            flow.sayWhatIsWider(server, discovered, order.isBegunByUser());
            AuthorizationFlow.Request request = new AuthorizationFlow.Request(
                    discovered,
                    client,
                    place,
                    registration.redirectUri(),
                    state,
                    AuthorizationFlow.nonce(discovered),
                    PkceChallenge.generate());
            LoginPrompt prompt = new LoginPrompt(
                    flow.page(server, request, plan.silent()),
                    server.key().server(),
                    account,
                    null,
                    clock.instant().plus(plan.timeout(order.timeout())));
            return new Attempt(request, registration, prompt, !discovered.equals(found));
        } catch (OAuthException | RuntimeException e) {
            registration.close();
            if (e instanceof ErrorResponseException refusal) {
                registrar.refused(place, client, refusal); // the next login has another
            }
            throw e;
        }
    }

    private Registration listen(
            RegistrationPlace place,
            ClientInformation client,
            List<URI> candidates,
            String state,
            ConfiguredServer server)
            throws OAuthException {
        try {
            return receiver.await(
                    candidates, state, server.key().server(), server.config().account());
        } catch (OAuthException e) {
            registrar.unanswered(place, client); // its ports are taken: the next login of a user gets others
            throw e;
        }
    }

    /** Tells the person on the page how it ended, and gives up the wait or begins it again. */
    private CompletionStage<TokenRecord> conclude(
            Order order, Attempt attempt, @Nullable TokenRecord record, @Nullable Throwable failure, Plan plan) {
        try (Registration registration = attempt.registration()) {
            if (record != null) {
                registration.finish(
                        Outcome.succeeded(IdTokenAccount.of(record.token().idToken())));
                return CompletableFuture.completedFuture(record);
            }
            if (plan.silent() && isPersonNeeded(failure)) {
                registration.finish(Outcome.failed(
                        "This browser is not logged in, or the authorization server asks you for something.",
                        "The login goes on in another tab.",
                        null));
                return start(order);
            }
            OAuthException problem = asOAuthException(failure, order.timeout());
            boolean asksTooMuch = asksTooMuch(attempt, problem);
            boolean repeats = asksTooMuch || (isOfNoUse(attempt.request(), failure) && plan.mayRepeat());
            String serverText = problem instanceof ErrorResponseException error ? error.description() : null;
            registration.finish(Outcome.failed(problem(problem), whatNext(repeats, asksTooMuch), serverText));
            return repeats
                    ? attempt(
                            order,
                            new Plan(
                                    plan.mayRepeat() && asksTooMuch,
                                    attempt.asksForMore() && !asksTooMuch,
                                    plan.silent()))
                    : CompletableFuture.failedFuture(problem);
        }
    }

    /** Whether there was no response in time, or it says that without a person there is no code, in whatever words. */
    private static boolean isPersonNeeded(@Nullable Throwable failure) {
        return failure instanceof TimeoutException
                || (failure instanceof ErrorResponseException error && error.status() == 0);
    }

    private static String whatNext(boolean repeats, boolean asksTooMuch) {
        if (!repeats) {
            return "Go back to the program that asked for the login and try again.";
        }
        return asksTooMuch
                ? "The login goes on in another tab, without the scope " + OfflineAccess.SCOPE + "."
                : "The login goes on in another page, with a new registration at the authorization server.";
    }

    /** Whether the authorization server has refused no more than the scope that was added. */
    private static boolean asksTooMuch(Attempt attempt, OAuthException problem) {
        return attempt.asksForMore() && OfflineAccess.isRefused(problem);
    }

    /** Whether the same login may succeed with another client, which is noted in any case. */
    private boolean isOfNoUse(AuthorizationFlow.Request request, @Nullable Throwable failure) {
        if (failure instanceof ErrorResponseException error) {
            return registrar.refused(request.place(), request.client(), error);
        }
        if (failure instanceof TimeoutException || failure instanceof CancellationException) {
            registrar.unanswered(request.place(), request.client());
        }
        return false;
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

    static OAuthException asOAuthException(@Nullable Throwable cause, Duration timeout) {
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
        return new OAuthException(
                "The login failed with an internal error: "
                        + (cause == null ? "unknown" : cause.getClass().getName()) + ".",
                cause);
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
