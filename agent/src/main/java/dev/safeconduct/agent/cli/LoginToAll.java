package dev.safeconduct.agent.cli;

import dev.safeconduct.client.internal.KnownLogin;
import dev.safeconduct.client.internal.Operations;
import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.oauth.ServerUrl;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TokenStoreException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Logs in to all servers that need it, one after the other. Those of one authorization server come together: the session
 * that the browser has from the first serves the next.
 */
final class LoginToAll {

    private final Client client;
    private final Console console;
    private final LoginOptions options;

    LoginToAll(Client client, LoginOptions options) {
        this.client = client;
        this.console = client.console();
        this.options = options;
    }

    /** Logs in; one that fails does not keep the others from it. The exit code is that of the first that failed. */
    int run() throws CommandFailure, InterruptedException {
        if (options.isForOneServer()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "--scope, --account and --client-id are for one server: --all logs in as configured.");
        }
        Map<String, TokenStoreException> unreadable = new LinkedHashMap<>();
        List<ServerConfig> servers = byIssuer(needed(unreadable));
        int code = unreadable.isEmpty() ? ExitCode.DONE : ExitCode.STORE;
        unreadable.keySet().forEach(console::tell);
        if (servers.isEmpty() && unreadable.isEmpty()) {
            console.say("No server needs a login.");
        }
        for (int i = 0; i < servers.size(); i++) {
            console.say("Server " + (i + 1) + " of " + servers.size() + ": "
                    + servers.get(i).url());
            int ended = one(servers.get(i));
            code = code == ExitCode.DONE ? ended : code;
        }
        return code;
    }

    private int one(ServerConfig server) throws InterruptedException {
        try {
            LoginRun run = new LoginRun(client, server, options);
            run.refuseWhatCannotWork();
            run.run();
            return ExitCode.DONE;
        } catch (CommandFailure e) {
            console.tell(Failures.words(e));
            console.trace(e);
            return e.exitCode();
        } catch (OAuthException e) {
            console.tell(Failures.words(e));
            console.trace(e);
            return Failures.exitCode(e, ExitCode.LOGIN_FAILED);
        }
    }

    private List<ServerConfig> needed(Map<String, TokenStoreException> unreadable) {
        List<ServerConfig> servers = new ArrayList<>();
        for (KnownLogin login : client.operations().status(e -> unreadable.putIfAbsent(Failures.words(e), e))) {
            ServerConfig server = server(login);
            if (server != null
                    && server.grant().needsPerson()
                    && (login.needsLogin() || lacksIdToken(login, server) || options.force)) {
                servers.add(server);
            }
        }
        return servers;
    }

    private boolean lacksIdToken(KnownLogin login, ServerConfig server) {
        return login.record() != null && client.operations().lacksIdToken(server, login.record());
    }

    /** Null for one that may not be called unless it is configured. */
    private static @Nullable ServerConfig server(KnownLogin login) {
        try {
            String url = login.key().server();
            return login.server() != null ? login.server() : Operations.adHoc(ServerUrl.parse(url), url);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private List<ServerConfig> byIssuer(List<ServerConfig> servers) {
        Map<String, List<ServerConfig>> groups = new LinkedHashMap<>();
        for (ServerConfig server : servers) {
            groups.computeIfAbsent(client.operations().issuer(server), issuer -> new ArrayList<>())
                    .add(server);
        }
        return groups.values().stream().flatMap(List::stream).toList();
    }
}
