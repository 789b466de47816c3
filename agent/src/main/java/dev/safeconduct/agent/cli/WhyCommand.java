package dev.safeconduct.agent.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code why}: whether the agent would send a token with a request, and why or why not. */
@Command(
        name = "why",
        description = {
            "Say whether the agent would send a token with a request to a URL, and why or why not. No network.",
            "Ends with 1 if no token would go there.",
            "As configured for this command: a program may have -D settings, variables and an agent argument of its own."
        })
final class WhyCommand implements Callable<Integer> {

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

    @Option(
            names = "--config",
            paramLabel = "FILE|URL",
            description = "The agent's argument, where the program has one: a properties file, or the URL of a server.")
    @Nullable String config;

    @Parameters(paramLabel = "URL", description = "The URL of a request, or the name of a server in the configuration.")
    String url = "";

    WhyCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws Exception {
        Surroundings asAgent = config == null ? around : around.withArgument(config);
        Console console = new Console(asAgent, common);
        try (Client client = Client.openLeniently(asAgent, console)) {
            AskedUrl asked = url.contains("://")
                    ? AskedUrl.parse(url)
                    : AskedUrl.parse(KnownServers.find(client, url).url().text());
            if (asked == null) {
                throw new CommandFailure(
                        ExitCode.USAGE,
                        "That is not the URL of a request: write https://host/path, other characters percent-encoded.");
            }
            Why why = Why.of(client, asked);
            WhyReport report = new WhyReport(why, asAgent.clock());
            asAgent.out().print(format.equals("json") ? report.json() : report.text());
            asAgent.out().flush();
            boolean unreadable = why.obstacles().stream()
                    .anyMatch(obstacle -> obstacle.reason().equals("store"));
            return why.sendsToken() ? ExitCode.DONE : unreadable ? ExitCode.STORE : ExitCode.GENERAL;
        }
    }
}
