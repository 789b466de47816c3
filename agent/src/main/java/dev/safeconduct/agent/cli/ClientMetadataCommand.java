package dev.safeconduct.agent.cli;

import dev.safeconduct.client.internal.ClientCore;
import dev.safeconduct.client.internal.config.Config;
import dev.safeconduct.client.internal.config.ConfigKeys;
import dev.safeconduct.client.internal.login.ClientMetadataDocument;
import dev.safeconduct.client.oauth.OAuthJson;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code client-metadata}: prints a Client ID Metadata Document, to be hosted. */
@Command(
        name = "client-metadata",
        description = {
            "Print a client metadata document, to be hosted at this URL. No network.",
            "With that URL as safeconduct.server.<name>.client-metadata-url, no client is registered where the"
                    + " authorization server supports such documents."
        })
final class ClientMetadataCommand implements Callable<Integer> {

    private final Surroundings around;

    @Mixin
    CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "URL", description = "Where the document is going to be.")
    String url = "";

    ClientMetadataCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws CommandFailure {
        String complaint = ConfigKeys.complaint("client-metadata-url", url);
        if (complaint != null) {
            throw new CommandFailure(ExitCode.USAGE, "'" + url + "' " + complaint + ".");
        }
        Config config = ClientCore.configuration(around.config());
        byte[] document = OAuthJson.write(ClientMetadataDocument.of(config, url).members());
        around.out().println(new String(document, StandardCharsets.UTF_8));
        around.out().flush();
        return ExitCode.DONE;
    }
}
