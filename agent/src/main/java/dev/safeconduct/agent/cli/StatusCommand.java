package dev.safeconduct.agent.cli;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.record.Records;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.oauth.TokenKey;
import dev.safeconduct.spi.TokenStoreException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
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
            List<ServerState> states = states(client, e -> unreadable.putIfAbsent(Failures.words(e), e));
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
            boolean needed = states.stream().anyMatch(state -> state.needsLogin(around.clock()));
            return needed ? ExitCode.LOGIN_NEEDED : ExitCode.DONE;
        }
    }

    /** The configured servers, then those that only the store knows. */
    private static List<ServerState> states(Client client, Consumer<TokenStoreException> unreadable) {
        Map<TokenKey, ServerState> states = new LinkedHashMap<>();
        for (ServerConfig server : client.config().servers()) {
            states.putIfAbsent(server.tokenKey(), configured(client, server, unreadable));
        }
        Records records = client.core().records();
        try {
            for (String session : client.sessions()) {
                for (TokenRecord record : records.tokens(session, unreadable)) {
                    states.putIfAbsent(record.key(), new ServerState(record.key(), null, record, true));
                }
                for (Records.PendingLogin login : records.pendingLogins(session, unreadable)) {
                    states.putIfAbsent(login.key(), new ServerState(login.key(), null, null, true));
                }
            }
        } catch (TokenStoreException e) {
            unreadable.accept(e);
        }
        return List.copyOf(states.values());
    }

    private static ServerState configured(
            Client client, ServerConfig server, Consumer<TokenStoreException> unreadable) {
        try {
            return new ServerState(server.tokenKey(), server, StoredLogin.of(client, server), true);
        } catch (TokenStoreException e) {
            unreadable.accept(e);
            return new ServerState(server.tokenKey(), server, null, false);
        }
    }
}
