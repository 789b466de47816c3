package dev.safeconduct.agent.cli;

import dev.safeconduct.client.internal.ClientCore;
import dev.safeconduct.client.internal.config.Config;
import dev.safeconduct.client.internal.config.ConfigProblem;
import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.discovery.ConfiguredServer;
import dev.safeconduct.client.internal.endpoint.IdTokenAccount;
import dev.safeconduct.client.internal.grant.GrantFlows;
import dev.safeconduct.client.internal.login.Probe;
import dev.safeconduct.client.internal.record.Records;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.oauth.AuthChallenge;
import dev.safeconduct.client.oauth.ClientInformation;
import dev.safeconduct.client.oauth.InsecureEndpointException;
import dev.safeconduct.client.oauth.TokenKey;
import dev.safeconduct.spi.MetadataException;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStoreException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One login from probe to stored token, with a person at the keyboard. */
final class LoginRun {

    private final Surroundings around;
    private final Console console;
    private final ServerConfig configured;
    private final LoginOptions options;

    /** @param configured the server as the agent knows it: its key says where the token is kept */
    LoginRun(Surroundings around, Console console, ServerConfig configured, LoginOptions options) {
        this.around = around;
        this.console = console;
        this.configured = configured;
        this.options = options;
    }

    /**
     * Logs in.
     *
     * @return the login; null if the server lets everybody in, so that there is nothing to log in to
     */
    @Nullable TokenRecord run() throws OAuthException, CommandFailure, InterruptedException {
        String name = isAdHoc()
                ? KnownServers.nameFor(Config.load(around.config(), GrantFlows.ALL), configured.url())
                : configured.name();
        Config config = config(name);
        ServerConfig server = config.server(name);
        if (server == null) {
            throw new CommandFailure(ExitCode.GENERAL, "The server " + configured.url() + " cannot be configured.");
        }
        try (ClientCore core = ClientCore.open(config, around.providers(), around.clock(), console)) {
            checkStore(core.records());
            ConfiguredServer access = core.access(server, configured.tokenKey());
            Probe.Outcome answer = probe(core, access);
            if (!isToGoOn(answer)) {
                return null;
            }
            return logIn(core, access, answer.challenges());
        }
    }

    private static Probe.Outcome probe(ClientCore core, ConfiguredServer access) throws CommandFailure {
        try {
            return Probe.of(core.transport(), access);
        } catch (OAuthException e) {
            String remedy = e.isTransient() ? " Check its URL, and whether it is running." : "";
            throw new CommandFailure(ExitCode.NETWORK, e.getMessage() + remedy + " Nothing was changed.", e);
        }
    }

    private boolean isAdHoc() {
        return configured.name().equals(configured.url().text());
    }

    /**
     * Refuses what would not end in a login that lasts. To be called first.
     *
     * @throws CommandFailure if so; it says why
     */
    void refuseWhatCannotWork() throws CommandFailure {
        if (!configured.grant().needsPerson()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    configured.url() + " takes no login: with " + configured.key("grant") + "="
                            + configured.grant().name() + ", "
                            + configured.grant().status() + ".");
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

    /** The configuration with what was said on the command line. */
    private Config config(String name) throws CommandFailure {
        Map<String, LoginOptions.Given> given = options.settings(name);
        Map<String, String> settings = new HashMap<>();
        given.forEach((key, value) -> settings.put(key, value.value()));
        if (isAdHoc()) {
            settings.put("safeconduct.server." + name + ".url", configured.url().text());
        }
        Config config = around.configWith(settings);
        for (ConfigProblem problem : config.problems()) {
            LoginOptions.Given option = given.get(problem.key());
            if (option != null && problem.scope() != ConfigProblem.Scope.WARNING) {
                throw new CommandFailure(
                        ExitCode.USAGE,
                        option.option() + " is not usable: " + problem.message().replace(problem.key() + " ", ""));
            }
        }
        return config;
    }

    /** Before anybody is asked for a password: a login that cannot be kept is none. */
    private void checkStore(Records records) throws TokenStoreException, InterruptedException {
        TokenStore.Lease lease = records.lease(configured.tokenKey(), Duration.ZERO);
        if (lease != null) {
            lease.close();
        }
    }

    private boolean isToGoOn(Probe.Outcome answer) throws CommandFailure {
        if (answer.letsEverybodyIn()) {
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
        if (answer.status() != 401 && answer.status() != 0) {
            console.say("The server " + configured.url() + " answers HTTP " + answer.status()
                    + " and names no authorization server; looking at the usual places.");
        }
        return true;
    }

    private TokenRecord logIn(ClientCore core, ConfiguredServer access, List<AuthChallenge> challenges)
            throws OAuthException, CommandFailure, InterruptedException {
        Duration timeout = core.config().duration("safeconduct.login.timeout");
        LoginPresenter presenter = new LoginPresenter(console, options, options.noBrowser ? null : core.browser());
        // What the person waits for ends with the program: Ctrl-C gives the port back and tells the page.
        ShutdownHook hook = ShutdownHook.of(() -> {
            console.eraseProgress();
            core.close();
        });
        try {
            CompletableFuture<TokenRecord> login = core.loginFlow().start(access, challenges, timeout, presenter);
            PastedRedirect pasted = new PastedRedirect(around.in(), core.transport(), console);
            TokenRecord record = new LoginWait(around.clock(), console, presenter, pasted).until(login);
            keepClient(core.records(), record);
            console.say(success(record));
            return record;
        } catch (OAuthException e) {
            if (hook.hasRun()) {
                throw new InterruptedException();
            }
            throw new CommandFailure(exitCode(e), failed(e), e);
        } finally {
            console.eraseProgress();
            hook.remove();
        }
    }

    /** A refresh looks for its client among the registrations of the issuer, so the one that was named goes there. */
    private void keepClient(Records records, TokenRecord record) throws TokenStoreException {
        String clientId = options.clientId;
        if (clientId == null || clientId.equals(configured.clientId())) {
            return;
        }
        Records.Versioned<ClientInformation> known = records.registration(record.issuer());
        ClientInformation before = known.value();
        if (before != null && before.clientId().equals(clientId)) {
            return;
        }
        ClientInformation client = new ClientInformation(clientId, null, "none", List.of(), true);
        if (!records.replaceRegistration(record.issuer(), client, known.version())) {
            keepClient(records, record);
        } else if (before != null) {
            console.tell("Logins at " + record.issuer() + " now use the client " + Console.quoted(clientId)
                    + "; those made with another one have to be made again when their token expires.");
        }
    }

    private static int exitCode(OAuthException failure) {
        boolean theirs = failure instanceof MetadataException || failure instanceof InsecureEndpointException;
        return theirs ? ExitCode.NETWORK : Failures.exitCode(failure, ExitCode.LOGIN_FAILED);
    }

    private String failed(OAuthException failure) {
        TokenKey key = configured.tokenKey();
        return "The login to " + key.server() + " failed. " + Failures.words(failure)
                + (failure.isTransient() ? " Nothing was changed; try again later." : "");
    }

    private String success(TokenRecord record) {
        String account = IdTokenAccount.of(record.token().idToken());
        return "Logged in to " + record.key().server()
                + (account == null ? "" : " as " + account)
                + ". The token expires " + Expiry.words(record.token(), around.clock())
                + (record.isRefreshable() ? " and is renewed by itself." : "; there is no refresh token.");
    }
}
