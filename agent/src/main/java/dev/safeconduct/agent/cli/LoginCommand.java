package dev.safeconduct.agent.cli;

import dev.safeconduct.client.internal.Freshness;
import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.spi.TokenStoreException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code login}: the one command that opens a browser. */
@Command(
        name = "login",
        description = {
            "Log in to a server.",
            "The address of the login page is printed first. Where the browser cannot come back to this machine, paste"
                    + " the address that it ends at here. Where the server offers it, a code for another device is shown"
                    + " at once if there is no browser, else when Enter is pressed."
        })
final class LoginCommand implements Callable<Integer> {

    /** A token that ends sooner is not worth being called a login. */
    private static final Duration FRESH = Duration.ofSeconds(30);

    private final Surroundings around;

    @Mixin
    CommonOptions common = new CommonOptions();

    @Mixin
    LoginOptions options = new LoginOptions();

    @ArgGroup(multiplicity = "1")
    Which which = new Which();

    /** One server or all. */
    static final class Which {

        @Parameters(paramLabel = "URL", description = "The server: its URL, or its name in the configuration.")
        @Nullable String server;

        @Option(
                names = "--all",
                description = "All servers that need a login, one after the other, grouped by authorization server.")
        boolean all;
    }

    LoginCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws Exception {
        Console console = new Console(around, common);
        try (Client client = Client.open(around, console, options)) {
            String named = which.server;
            if (named == null) {
                return new LoginToAll(client, options).run();
            }
            ServerConfig found = KnownServers.find(client, named);
            LoginRun run = new LoginRun(client, found, options);
            run.refuseWhatCannotWork();
            TokenRecord stored = options.asksForAnother() ? null : stored(client, found);
            if (stored != null && isGood(client, found, stored)) {
                console.say("Already logged in to " + found.url() + "; the token expires "
                        + Expiry.words(stored.token(), around.clock())
                        + ". To log in all the same: --force");
                return ExitCode.DONE;
            }
            run.run();
            return ExitCode.DONE;
        }
    }

    /** Whether there is nothing to log in for: the server itself is asked, as it may have ended the login. */
    private boolean isGood(Client client, ServerConfig server, TokenRecord stored) {
        return !stored.hasEnded()
                && Freshness.isGoodFor(stored.token(), FRESH, around.clock())
                && !client.operations().lacksIdToken(server, stored)
                && client.operations().takes(server, stored);
    }

    /** What cannot be read is replaced; whether the store works at all is tried before the person is asked for anything. */
    private static @Nullable TokenRecord stored(Client client, ServerConfig server) {
        try {
            return client.operations().stored(server);
        } catch (TokenStoreException e) {
            client.console().say("What is stored for " + server.url() + " cannot be used: " + e.getMessage());
            return null;
        }
    }
}
