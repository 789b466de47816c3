package dev.safeconduct.agent.cli;

import dev.safeconduct.client.internal.Operations;
import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.oauth.LoginRequiredException;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TokenStoreException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code token}: prints a token, the only secret that this program ever prints. */
@Command(
        name = "token",
        description = {
            "Print a token for a server, refreshed if necessary.",
            "Opens no browser unless --login is given."
        })
final class TokenCommand implements Callable<Integer> {

    private final Surroundings around;

    @Mixin
    CommonOptions common = new CommonOptions();

    @Option(
            names = "--min-ttl",
            paramLabel = "TIME",
            defaultValue = "60s",
            converter = DurationConverter.class,
            description = "The token is good for so long at least; at most half its lifetime (default: 60s).")
    Duration minTtl = Duration.ofSeconds(60);

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "raw",
            converter = TokenFormat.Converter.class,
            description = "raw (default), header, json, env or exec-credential (as kubectl reads it).")
    TokenFormat format = TokenFormat.RAW;

    @Option(names = "--login", description = "Log in if that is needed.")
    boolean login;

    @Parameters(paramLabel = "URL", description = "The server: its URL, or its name in the configuration.")
    String server = "";

    TokenCommand(Surroundings around) {
        this.around = around;
    }

    /** The command as it is without options; null where it is another, or there is something for a parser to read. */
    static @Nullable TokenCommand withoutOptions(String[] args, Surroundings around) {
        if (args.length != 2 || !args[0].equals("token") || !isPlain(args[1])) {
            return null;
        }
        TokenCommand command = new TokenCommand(around);
        command.server = args[1];
        return command;
    }

    /** Whether the parser would take it as it stands: neither as an option nor as a file of arguments. */
    private static boolean isPlain(String argument) {
        return !argument.isEmpty() && argument.charAt(0) != '-' && argument.charAt(0) != '@';
    }

    @Override
    public Integer call() throws Exception {
        Console console = new Console(around, common);
        try (Client client = Client.open(around, console)) {
            ServerConfig found = KnownServers.find(client, server);
            TokenRecord record = withoutPerson(client, found);
            if (record == null) {
                record = logIn(client, found);
            }
            if (record == null) {
                throw new CommandFailure(ExitCode.GENERAL, "There is no token for " + found.url() + ".");
            }
            around.out().println(format.text(record.token(), around.clock()));
            around.out().flush();
            return ExitCode.DONE;
        }
    }

    /** Logs in to the server, or to the one that has the login which is passed on; null if the server lets everybody in. */
    private @Nullable TokenRecord logIn(Client client, ServerConfig found)
            throws OAuthException, CommandFailure, InterruptedException {
        ServerConfig source = client.operations().loginOf(found);
        TokenRecord login = new LoginRun(client, source == null ? found : source, new LoginOptions()).run();
        return login == null || source == null
                ? login
                : client.operations().token(found, minTtl).login();
    }

    /** A token that needs no person; null if a login is needed and allowed. */
    private @Nullable TokenRecord withoutPerson(Client client, ServerConfig found)
            throws OAuthException, CommandFailure {
        try {
            Operations.Obtained obtained = client.operations().token(found, minTtl);
            TokenStoreException unsaved = obtained.unsaved();
            if (unsaved != null) {
                client.console().tell("The new token could not be stored: " + unsaved.getMessage());
            }
            return obtained.login();
        } catch (LoginRequiredException e) {
            if (login) {
                client.console().say("A login is needed.");
                return null;
            }
            throw e;
        } catch (TokenStoreException e) {
            throw e;
        } catch (OAuthException e) {
            throw new CommandFailure(
                    Failures.exitCode(e, ExitCode.NETWORK),
                    "The token of " + found.tokenKey().server() + " could not be refreshed. " + Failures.words(e)
                            + " Nothing is lost.",
                    e);
        }
    }
}
