package dev.safeconduct.agent.cli;

import dev.safeconduct.client.internal.KnownLogin;
import dev.safeconduct.spi.TokenStoreException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code status}: what is known of all servers, without asking any. Deletes nothing. */
@Command(
        name = "status",
        description = {
            "List all servers that are configured or logged in to. No network.",
            "Ends with 2 if any of them needs a login, with 5 if the store cannot be read."
        })
final class StatusCommand implements Callable<Integer> {

    private final Surroundings around;

    @Mixin
    CommonOptions common = new CommonOptions();

    @Option(names = "--config", description = "Show all settings and where each comes from; secrets are hidden.")
    boolean config;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "text",
            converter = JsonOrText.class,
            description = "text (default) or json.")
    String format = "text";

    StatusCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws Exception {
        Console console = new Console(around, common);
        try (Client client = Client.openLeniently(around, console)) {
            // The same record may be met more than once.
            Map<String, TokenStoreException> unreadable = new LinkedHashMap<>();
            List<KnownLogin> states = client.operations().status(e -> unreadable.putIfAbsent(Failures.words(e), e));
            StatusReport report =
                    new StatusReport(states, unreadable.keySet(), client.config(), config, around.clock());
            around.out().print(format.equals("json") ? report.json() : report.text());
            around.out().flush();
            unreadable.forEach((words, failure) -> {
                console.tell(words);
                console.trace(failure);
            });
            if (!unreadable.isEmpty()) {
                return ExitCode.STORE;
            }
            boolean needed = states.stream().anyMatch(KnownLogin::needsLogin);
            return needed ? ExitCode.LOGIN_NEEDED : ExitCode.DONE;
        }
    }
}
