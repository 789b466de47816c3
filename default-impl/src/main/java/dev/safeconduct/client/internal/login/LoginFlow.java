package dev.safeconduct.client.internal.login;

import dev.safeconduct.client.ClientInformation;
import dev.safeconduct.client.PkceChallenge;
import dev.safeconduct.client.grant.AuthorizationCodeGrant;
import dev.safeconduct.client.internal.config.Config;
import dev.safeconduct.client.internal.discovery.DiscoveredServer;
import dev.safeconduct.client.internal.http.Form;
import dev.safeconduct.client.internal.idtoken.ExpectedIdToken;
import dev.safeconduct.client.internal.idtoken.IdTokenValidator;
import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.client.internal.login.LoopbackReceiver.Outcome;
import dev.safeconduct.client.internal.login.LoopbackReceiver.Registration;
import dev.safeconduct.client.internal.record.Records;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.internal.register.Registrar;
import dev.safeconduct.client.internal.text.RandomText;
import dev.safeconduct.client.internal.token.ExitGuard;
import dev.safeconduct.client.internal.token.IdTokenAccount;
import dev.safeconduct.client.internal.token.ServerAccess;
import dev.safeconduct.client.internal.token.TokenEndpoint;
import dev.safeconduct.spi.AuthChallenge;
import dev.safeconduct.spi.AuthorizationServerMetadata;
import dev.safeconduct.spi.ErrorResponseException;
import dev.safeconduct.spi.LoginPrompt;
import dev.safeconduct.spi.MetadataException;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.Token;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
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

    /** One login, once its authorization request is made. */
    private record Attempt(
            DiscoveredServer discovered,
            ClientInformation client,
            URI tokenEndpoint,
            PkceChallenge pkce,
            @Nullable String nonce,
            Registration registration) {}

    private final Records records;
    private final Registrar registrar;
    private final TokenEndpoint endpoint;
    private final IdTokenValidator idTokens;
    private final LoopbackReceiver receiver;
    private final ExitGuard exitGuard;
    private final RedirectUris redirectUris;
    private final Executor executor;
    private final Clock clock;
    private final EventLog log;

    public LoginFlow(
            Config config,
            Records records,
            Registrar registrar,
            TokenEndpoint endpoint,
            IdTokenValidator idTokens,
            LoopbackReceiver receiver,
            ExitGuard exitGuard,
            Executor executor,
            Clock clock,
            EventLog log) {
        this.redirectUris = new RedirectUris(config);
        this.records = records;
        this.registrar = registrar;
        this.endpoint = endpoint;
        this.idTokens = idTokens;
        this.receiver = receiver;
        this.exitGuard = exitGuard;
        this.executor = executor;
        this.clock = clock;
        this.log = log;
    }

    /**
     * Logs in.
     *
     * @param challenges those of the 401 at hand; empty if there is none
     * @param timeout how long the person may take
     * @return completes when the token is stored, or with an {@link OAuthException}, in which case nothing was; to cancel
     *     it gives up the wait
     */
    public CompletableFuture<TokenRecord> start(
            ServerAccess server, List<AuthChallenge> challenges, Duration timeout, Presenter presenter) {
        return CompletableFuture.supplyAsync(
                        () -> unchecked(() -> request(server, challenges, timeout, presenter)), executor)
                .thenCompose(attempt -> attempt.registration()
                        .response()
                        .copy()
                        .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                        .thenApplyAsync(response -> unchecked(() -> finishGuarded(server, attempt, response)), executor)
                        .handle((record, failure) -> unchecked(() -> conclude(attempt, record, failure, timeout))));
    }

    private Attempt request(ServerAccess server, List<AuthChallenge> challenges, Duration timeout, Presenter presenter)
            throws OAuthException {
        DiscoveredServer discovered = server.discovery().discover(challenges);
        AuthorizationServerMetadata metadata = discovered.metadata();
        checkPkce(server, discovered);
        URI authorizationEndpoint = metadata.authorizationEndpoint();
        URI tokenEndpoint = metadata.tokenEndpoint();
        if (authorizationEndpoint == null || tokenEndpoint == null) {
            throw new MetadataException("The authorization server " + discovered.issuer()
                    + " has no authorization endpoint or no token endpoint, so nobody can log in there.");
        }
        server.check(authorizationEndpoint, "authorization endpoint");
        ClientInformation client = registrar.obtain(
                server.config(), discovered, server.policy(), redirectUris.configured(), redirectUris::toRegister);
        PkceChallenge pkce = PkceChallenge.generate();
        String state = RandomText.next();
        String account = server.config().get("account");
        Registration registration =
                receiver.await(redirectUris.toTry(client), state, server.key().server(), account);
        String nonce = asksForIdToken(discovered) ? RandomText.next() : null;
        Attempt attempt = new Attempt(discovered, client, tokenEndpoint, pkce, nonce, registration);
        try {
            URI uri = Form.addToQuery(authorizationEndpoint, parameters(server, attempt, state, account));
            presenter.present(new LoginPrompt(
                    uri, server.key().server(), account, null, clock.instant().plus(timeout)));
            return attempt;
        } catch (OAuthException | RuntimeException e) {
            registration.close();
            throw e;
        }
    }

    /** RFC 9700 §2.1.1: without S256 a stolen code is a stolen login. Undocumented servers are sent it all the same. */
    private void checkPkce(ServerAccess server, DiscoveredServer discovered) throws OAuthException {
        if (!discovered.documented() || discovered.metadata().supportsPkce()) {
            return;
        }
        String key = "safeconduct.server." + server.config().name() + ".allow-missing-s256";
        String finding = "The authorization server " + discovered.issuer()
                + " does not offer PKCE with S256, so a login" + " there is not safe. ";
        if (!server.config().flag("allow-missing-s256")) {
            throw new MetadataException(finding + "If you trust it all the same, set " + key + "=true.");
        }
        log.log(EventLog.Level.WARN, finding + "It goes on because of " + key + ".");
    }

    /** OpenID Connect Core §3.1.2.1. */
    private static boolean asksForIdToken(DiscoveredServer discovered) {
        String scope = discovered.scope();
        return scope != null && List.of(scope.strip().split("\\s+")).contains("openid");
    }

    /** RFC 6749 §4.1.1, RFC 7636 §4.3, RFC 8707 §2.1, OpenID Connect Core §3.1.2.1. */
    private static Map<String, String> parameters(
            ServerAccess server, Attempt attempt, String state, @Nullable String account) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("response_type", "code");
        parameters.put("client_id", attempt.client().clientId());
        parameters.put("redirect_uri", attempt.registration().redirectUri().toString());
        parameters.put("state", state);
        parameters.put("code_challenge", attempt.pkce().codeChallenge());
        parameters.put("code_challenge_method", "S256");
        put(parameters, "scope", attempt.discovered().scope());
        put(parameters, "nonce", attempt.nonce());
        put(parameters, "resource", attempt.discovered().resource());
        put(parameters, "login_hint", account);
        put(parameters, "audience", server.config().get("audience"));
        parameters.putAll(server.config().extraAuthorizeParameters());
        return parameters;
    }

    private static void put(Map<String, String> parameters, String name, @Nullable String value) {
        if (value != null) {
            parameters.put(name, value);
        }
    }

    @SuppressWarnings("try") // the hold is only to be held
    private TokenRecord finishGuarded(ServerAccess server, Attempt attempt, Map<String, String> response)
            throws OAuthException {
        try (ExitGuard.Hold hold = exitGuard.hold()) {
            return finish(server, attempt, response);
        }
    }

    private TokenRecord finish(ServerAccess server, Attempt attempt, Map<String, String> response)
            throws OAuthException {
        DiscoveredServer discovered = attempt.discovered();
        String code = AuthorizationResponse.code(response, discovered.metadata());
        Token token;
        try {
            token = endpoint.request(
                    attempt.tokenEndpoint(),
                    server.policy(),
                    attempt.client(),
                    new AuthorizationCodeGrant(
                            code,
                            attempt.registration().redirectUri(),
                            attempt.pkce().codeVerifier(),
                            discovered.resource()),
                    server.config().extraTokenParameters());
        } catch (ErrorResponseException e) {
            if (e.error().equals("invalid_client") && attempt.client().registered()) {
                registrar.forget(discovered.issuer(), attempt.client().clientId()); // the next login registers anew
            }
            throw e;
        }
        token = idTokens.atLogin(token, expectedIdToken(server, attempt), server.policy());
        URI revocation = discovered.metadata().revocationEndpoint();
        TokenRecord record = new TokenRecord(
                server.key(),
                token,
                discovered.issuer(),
                attempt.client().clientId(),
                discovered.resource(),
                attempt.tokenEndpoint().toString(),
                revocation == null ? null : revocation.toString(),
                clock.instant(),
                false);
        records.putToken(record);
        records.removePendingLogin(server.key());
        return record;
    }

    private static ExpectedIdToken expectedIdToken(ServerAccess server, Attempt attempt) throws OAuthException {
        AuthorizationServerMetadata metadata = attempt.discovered().metadata();
        Set<String> issuers = new HashSet<>(Set.of(metadata.issuer()));
        String alias = server.config().get("issuer-alias");
        if (alias != null) {
            issuers.add(alias);
        }
        // What is neither https nor on this machine is let through by allow-http alone.
        boolean direct = "https".equalsIgnoreCase(attempt.tokenEndpoint().getScheme())
                || !server.policy().allowHttp();
        return new ExpectedIdToken(
                issuers,
                attempt.client().clientId(),
                attempt.client().clientSecret(),
                attempt.nonce(),
                metadata.jwksUri(),
                direct);
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
            registration.finish(Outcome.failed(
                    problem(cause), "Go back to the program that asked for the login and try again.", serverText));
            throw cause;
        }
    }

    /** In words of ours, also where a person meets nothing but an error code. */
    private static String problem(OAuthException cause) {
        if (cause instanceof ErrorResponseException error) {
            return error.error().equals("access_denied")
                    ? "The login was denied, by you or by the authorization server."
                    : error.getMessage() + ".";
        }
        return String.valueOf(cause.getMessage());
    }

    private static OAuthException asOAuthException(@Nullable Throwable failure, Duration timeout) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof OAuthException known) {
            return known;
        }
        if (cause instanceof TimeoutException) {
            return new OAuthException("Nobody finished the login within " + timeout.toSeconds()
                    + " s, so it was given up. Nothing was changed; log in again.");
        }
        return new OAuthException("The login failed by a fault of ours: " + cause, cause);
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
