package dev.safeconduct.agent.cli;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.muster.SessionServerStatus;
import dev.safeconduct.client.oauth.LoginRequiredException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code whoami}: who is logged in to a server, by the ID token of the login. */
@Command(
        name = "whoami",
        description = {
            "Show who is logged in to a server, by the ID token that came with the login. No network.",
            "Ends with 2 if a login is needed, with 1 if the login does not say whose it is."
        })
final class WhoamiCommand implements Callable<Integer> {

    private final Surroundings around;

    @Mixin
    CommonOptions common = new CommonOptions();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "text",
            converter = JsonOrText.class,
            description = "text (default) or json.")
    String format = "text";

    @Parameters(paramLabel = "URL", description = "The server: its URL, or its name in the configuration.")
    String server = "";

    WhoamiCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws Exception {
        Console console = new Console(around, common);
        try (Client client = Client.open(around, console)) {
            ServerConfig found = KnownServers.find(client, server);
            ServerConfig source = client.operations().loginOf(found);
            Identity identity = identity(client, source == null ? found : source);
            around.out().print(format.equals("json") ? identity.json() : identity.text(around.clock()));
            around.out().flush();
            return ExitCode.DONE;
        }
    }

    private static Identity identity(Client client, ServerConfig found) throws Exception {
        String url = found.tokenKey().server();
        if (!found.grant().needsPerson()) {
            String clientId = found.clientId();
            throw new CommandFailure(
                    ExitCode.GENERAL,
                    "Requests to " + url + " carry a token of the program itself"
                            + (clientId == null ? "" : ", of the client " + Console.quoted(clientId))
                            + " (" + found.grant().name() + "): no user logs in.");
        }
        TokenRecord login = client.operations().stored(found);
        if (login == null) {
            throw new LoginRequiredException(url, "There is no login for " + url, null);
        }
        String state = SessionServerStatus.of(
                        client.operations().standing(found).state())
                .value();
        Identity identity = Identity.of(login, state);
        if (identity == null) {
            throw new CommandFailure(
                    ExitCode.GENERAL,
                    "The login for " + url + " has no ID token, so it does not say whose it is."
                            + found.remedies().text("To ask for one, set", "scope", "openid <what the server needs>")
                            + " Then log in again with --force.");
        }
        return identity;
    }
}
