package dev.safeconduct.agent.cli;

import dev.safeconduct.client.internal.LogoutTarget;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TokenStoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code logout}: ends logins, at the authorization server and here. */
@Command(
        name = "logout",
        description = "Log out of a server: revoke the login at its authorization server, and forget it here.")
final class LogoutCommand implements Callable<Integer> {

    private final Surroundings around;

    @Mixin
    CommonOptions common = new CommonOptions();

    @ArgGroup(multiplicity = "1")
    Which which = new Which();

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask before logging out of all servers.")
    boolean yes;

    @Option(names = "--local-only", description = "Forget the login here, and do not tell the authorization server.")
    boolean localOnly;

    /** One server or all. */
    static final class Which {

        @Parameters(paramLabel = "URL", description = "The server: its URL, or its name in the configuration.")
        @Nullable String server;

        @Option(names = "--all", description = "All servers that are logged in to.")
        boolean all;
    }

    LogoutCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws Exception {
        Console console = new Console(around, common);
        try (Client client = Client.open(around, console)) {
            List<TokenStoreException> unreadable = new ArrayList<>();
            List<LogoutTarget> servers = servers(client, unreadable::add);
            if (which.all && !servers.isEmpty() && !yes && !confirmed(console, servers)) {
                console.tell("Nothing was changed.");
                return ExitCode.GENERAL;
            }
            if (servers.isEmpty() && unreadable.isEmpty()) {
                console.say("Not logged in to any server.");
            }
            LogoutRun logout = new LogoutRun(client, localOnly);
            int worst = ExitCode.DONE;
            for (TokenStoreException failure : unreadable) {
                console.tell(Failures.words(failure));
                console.trace(failure);
                worst = ExitCode.STORE;
            }
            for (LogoutTarget server : servers) {
                worst = Math.max(worst, one(logout, console, server));
            }
            return worst;
        }
    }

    /** One that fails does not keep the others logged in. */
    private int one(LogoutRun logout, Console console, LogoutTarget server) throws InterruptedException {
        try {
            return logout.of(server);
        } catch (OAuthException e) {
            console.tell("Not logged out of " + server.key().server() + ". " + Failures.words(e));
            console.trace(e);
            return Failures.exitCode(e, ExitCode.GENERAL);
        }
    }

    private List<LogoutTarget> servers(Client client, Consumer<TokenStoreException> unreadable)
            throws CommandFailure, TokenStoreException {
        String named = which.server;
        if (named != null) {
            return List.of(LogoutTarget.of(KnownServers.find(client, named)));
        }
        return client.operations().logins(unreadable);
    }

    private boolean confirmed(Console console, List<LogoutTarget> servers) throws CommandFailure, IOException {
        if (!around.terminal().getAsBoolean()) {
            throw new CommandFailure(
                    ExitCode.USAGE, "logout --all asks first, and there is no terminal to ask on: add -y.");
        }
        servers.forEach(login -> console.tell("  " + login.key().server()));
        console.tell("Log out of all of them? [y/N]");
        int answer = around.in().read();
        return answer == 'y' || answer == 'Y';
    }
}
