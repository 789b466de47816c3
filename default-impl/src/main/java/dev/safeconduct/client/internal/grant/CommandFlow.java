package dev.safeconduct.client.internal.grant;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.process.CommandOutput;
import dev.safeconduct.client.internal.process.CommandWords;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.oauth.ConfigException;
import dev.safeconduct.spi.OAuthException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * A token that a command prints, such as those of cloud providers and vaults (THREATS 75). It goes to the server itself
 * and is not stored. One process of the machine runs the command at a time.
 */
final class CommandFlow extends KeptTokenFlow {

    private static final String SETTING = "command";
    private static final String VARIABLES = "command-env";

    /** Where the token does not say when it expires. */
    private static final Duration RUN_AGAIN = Duration.ofHours(1);

    CommandFlow() {
        super(SETTING);
    }

    @Override
    public String status() {
        return "a command is run for a token when it is needed";
    }

    @Override
    public TokenRecord renew(GrantContext context, RenewalBasis basis) throws OAuthException {
        ServerConfig server = context.server();
        String key = server.key(SETTING);
        String output = run(server, key);
        return KeptToken.parse(output, key).recordUntilExpiry(context, RUN_AGAIN);
    }

    private static String run(ServerConfig server, String key) throws ConfigException {
        String command = server.setting(SETTING);
        String variables = server.setting(VARIABLES);
        try {
            return CommandOutput.of(
                    CommandWords.split(command == null ? "" : command),
                    variables == null ? List.of() : List.of(variables.split("[ ,]+")),
                    CommandOutput.LIMIT);
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigException(
                    key,
                    key + " " + e.getMessage() + ". To try it by hand: it gets little of the environment, and what "
                            + server.key(VARIABLES) + " names.");
        }
    }
}
