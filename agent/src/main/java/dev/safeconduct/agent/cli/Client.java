package dev.safeconduct.agent.cli;

import dev.safeconduct.agent.extension.Extensions;
import dev.safeconduct.client.internal.ClientCore;
import dev.safeconduct.client.internal.Operations;
import dev.safeconduct.client.internal.config.Config;
import dev.safeconduct.client.internal.config.ConfigProblem;
import dev.safeconduct.client.internal.record.StoreEncryption;
import dev.safeconduct.spi.BrowserOpener;
import dev.safeconduct.spi.OAuthException;

/**
 * The client as one command uses it, put together from the configuration that the agent would read too. A command reads
 * that once and opens one of these.
 */
final class Client implements AutoCloseable {

    private final Surroundings around;
    private final Console console;
    private final Config config;
    private final ClientCore core;
    private final Operations operations;

    private Client(Surroundings around, Console console, Config config) throws OAuthException {
        this.around = around;
        this.console = console;
        this.config = config;
        this.core = ClientCore.open(
                config, Extensions.loaders(config, around.providers(), console), around.clock(), console);
        this.operations = new Operations(core);
    }

    /**
     * Opens the client.
     *
     * @throws CommandFailure if a setting for all servers is wrong: the agent stays out then, and a login might end up
     *     in a store where it is never looked for
     */
    static Client open(Surroundings around, Console console) throws OAuthException, CommandFailure {
        return open(around, console, new LoginOptions());
    }

    /**
     * Opens the client for a login.
     *
     * @throws CommandFailure if an option is wrong, or as above
     */
    static Client open(Surroundings around, Console console, LoginOptions options)
            throws OAuthException, CommandFailure {
        Config config = ClientCore.configuration(around.configWith(options.values()));
        for (ConfigProblem problem : config.problems()) {
            options.refuseIfCause(problem);
            if (problem.scope() == ConfigProblem.Scope.GLOBAL) {
                throw new CommandFailure(
                        ExitCode.GENERAL,
                        "The configuration is wrong, so nothing was done: " + problem.text() + ". See it all with: "
                                + RootCommand.NAME + " status --config");
            }
        }
        return new Client(around, console, config);
    }

    /** Opens the client whatever is wrong in the configuration; a wrong setting counts as not set. */
    static Client openLeniently(Surroundings around, Console console) throws OAuthException {
        return new Client(around, console, ClientCore.configuration(around.config()));
    }

    Surroundings around() {
        return around;
    }

    Console console() {
        return console;
    }

    Config config() {
        return config;
    }

    Operations operations() {
        return operations;
    }

    /** Encrypts what is stored. */
    StoreEncryption storeEncryption() {
        return core.records().encryption();
    }

    /** What opens a login page. */
    BrowserOpener browser() {
        return core.browser();
    }

    @Override
    public void close() {
        core.close();
    }
}
