package dev.safeconduct.agent.cli;

import dev.safeconduct.client.internal.ClientCore;
import dev.safeconduct.client.internal.config.Config;
import dev.safeconduct.client.internal.config.ConfigProblem;
import dev.safeconduct.client.internal.grant.GrantFlows;
import dev.safeconduct.client.oauth.TokenKey;
import dev.safeconduct.spi.OAuthException;
import java.util.LinkedHashSet;
import java.util.Set;

/** The client as one command uses it: put together from the configuration that the agent would read too. */
final class Client implements AutoCloseable {

    private final Surroundings around;
    private final Console console;
    private final Config config;
    private final ClientCore core;

    private Client(Surroundings around, Console console, Config config) throws OAuthException {
        this.around = around;
        this.console = console;
        this.config = config;
        this.core = ClientCore.open(config, around.providers(), around.clock(), console);
    }

    /**
     * Opens the client.
     *
     * @throws CommandFailure if a setting for all servers is wrong: the agent stays out then, and a login might end up
     *     in a store where nobody looks for it
     */
    static Client open(Surroundings around, Console console) throws OAuthException, CommandFailure {
        Config config = Config.load(around.config(), GrantFlows.ALL);
        for (ConfigProblem problem : config.problems()) {
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
        return new Client(around, console, Config.load(around.config(), GrantFlows.ALL));
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

    ClientCore core() {
        return core;
    }

    /** Whose logins a person at this machine may see: their own, and those of configured sessions. */
    Set<String> sessions() {
        Set<String> sessions = new LinkedHashSet<>();
        sessions.add(TokenKey.DEFAULT);
        config.servers().forEach(server -> sessions.add(server.tokenKey().session()));
        return sessions;
    }

    @Override
    public void close() {
        core.close();
    }
}
