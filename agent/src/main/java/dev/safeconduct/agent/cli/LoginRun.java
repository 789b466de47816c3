package dev.safeconduct.agent.cli;

import dev.safeconduct.agent.log.AgentCommand;
import dev.safeconduct.client.internal.KnownLogin;
import dev.safeconduct.client.internal.Operations;
import dev.safeconduct.client.internal.Probe;
import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.oauth.AuthChallenge;
import dev.safeconduct.client.oauth.InsecureEndpointException;
import dev.safeconduct.spi.MetadataException;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TokenStoreException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One login from probe to stored token, with a person at the keyboard. */
final class LoginRun {

    private final Client client;
    private final Operations operations;
    private final Console console;
    private final ServerConfig configured;
    private final LoginOptions options;

    /** @param configured the server as the agent knows it */
    LoginRun(Client client, ServerConfig configured, LoginOptions options) {
        this.client = client;
        this.operations = client.operations();
        this.console = client.console();
        this.configured = configured;
        this.options = options;
    }

    /**
     * Logs in.
     *
     * @return the login; null if the server lets everybody in, so that there is nothing to log in to
     */
    @Nullable TokenRecord run() throws OAuthException, CommandFailure, InterruptedException {
        ServerConfig server = options.applyTo(configured);
        operations.checkStore(server); // before a person is asked for a password
        Probe.Outcome answer = probe(server);
        return isToGoOn(answer) ? logIn(server, answer.challenges()) : null;
    }

    private Probe.Outcome probe(ServerConfig server) throws CommandFailure {
        try {
            return operations.probeFurther(server, operations.probe(server));
        } catch (OAuthException e) {
            String remedy = e.isTransient() ? " Check its URL, and whether it is running." : "";
            throw new CommandFailure(ExitCode.NETWORK, e.getMessage() + remedy + " Nothing was changed.", e);
        }
    }

    /**
     * Refuses what would not end in a login that lasts. To be called first.
     *
     * @throws CommandFailure if so; it says why
     */
    void refuseWhatCannotWork() throws CommandFailure {
        if (!configured.grant().needsPerson()) {
            ServerConfig source = operations.loginOf(configured);
            throw new CommandFailure(
                    ExitCode.USAGE,
                    configured.url() + " takes no login: with " + configured.key("grant") + "="
                            + configured.grant().name() + ", "
                            + configured.grant().status() + "."
                            + (source == null
                                    ? ""
                                    : " " + AgentCommand.howToLogIn(source.url().text())));
        }
        if (options.silent && (options.device || configured.grant().showsUserCode())) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "--silent needs a login page, and " + configured.url() + " is to be logged in to by a" + " code.");
        }
        String clientId = configured.clientId();
        if (options.clientId != null && clientId != null && !clientId.equals(options.clientId)) {
            // The agent would refresh as the configured client, and the login would end within the hour.
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "--client-id differs from safeconduct.server." + configured.name()
                            + ".client-id, with which the token would be refreshed. Change that setting.");
        }
    }

    private boolean isToGoOn(Probe.Outcome answer) throws CommandFailure {
        if (answer.letsEverybodyIn() && !operations.publishesWhereToLogIn(configured)) {
            console.say("The server " + configured.url() + " lets everybody in: it asks for no login."
                    + (options.force ? "" : " To log in all the same: --force"));
            return options.force;
        }
        if (answer.wantsAnotherScheme() && !options.force) {
            throw new CommandFailure(
                    ExitCode.LOGIN_FAILED,
                    "The server " + configured.url() + " asks for another kind of login ("
                            + Console.quoted(answer.schemes()) + "), not for OAuth. To try all the same: --force");
        }
        if (answer.status() != 401 && answer.status() != 0 && !answer.letsEverybodyIn()) {
            console.say("The server " + configured.url() + " responded with HTTP " + answer.status()
                    + " and names no authorization server; looking at the usual places.");
        }
        return true;
    }

    private TokenRecord logIn(ServerConfig server, List<AuthChallenge> challenges)
            throws OAuthException, CommandFailure, InterruptedException {
        LoginPresenter presenter = new LoginPresenter(console, options, options.noBrowser ? null : client.browser());
        // What the person waits for ends with the program: Ctrl-C gives the port back and tells the page.
        ShutdownHook hook = ShutdownHook.of(() -> {
            client.close();
            console.tell(Failures.INTERRUPTED);
        });
        try {
            LoginWays ways = new LoginWays(operations, console, server, challenges, presenter);
            CompletableFuture<TokenRecord> login =
                    options.device ? ways.startByCode() : options.silent ? ways.startSilently() : ways.start();
            PastedRedirect pasted = new PastedRedirect(client.around().in(), operations, console);
            TokenRecord record = new LoginWait(client.around().clock(), console, presenter, pasted, ways).until(login);
            keepClient(record);
            console.say(success(record));
            return record;
        } catch (OAuthException e) {
            if (hook.hasRun()) {
                ShutdownHook.awaitEnd();
            }
            throw new CommandFailure(exitCode(e), failed(e), e);
        } finally {
            console.eraseProgress();
            hook.remove();
        }
    }

    private void keepClient(TokenRecord record) throws TokenStoreException {
        String clientId = options.clientId;
        if (clientId == null || clientId.equals(configured.clientId())) {
            return;
        }
        if (operations.keepClient(record.issuer(), clientId)) {
            console.say("Logins at " + record.issuer() + " now use the client " + Console.quoted(clientId)
                    + "; those made with another one have to be made again when their token expires.");
        }
    }

    private static int exitCode(OAuthException failure) {
        boolean theirs = failure instanceof MetadataException || failure instanceof InsecureEndpointException;
        return theirs ? ExitCode.NETWORK : Failures.exitCode(failure, ExitCode.LOGIN_FAILED);
    }

    private String failed(OAuthException failure) {
        return "The login to " + configured.tokenKey().server() + " failed. " + Failures.words(failure)
                + (failure.isTransient() ? " Nothing was changed; try again later." : "");
    }

    private String success(TokenRecord record) {
        String account = KnownLogin.accountOf(record);
        return "Logged in to " + record.key().server()
                + (account == null ? "" : " as " + account)
                + ". The token expires "
                + Expiry.words(record.token(), client.around().clock())
                + (record.isRefreshable() ? " and is refreshed automatically." : "; there is no refresh token.");
    }
}
