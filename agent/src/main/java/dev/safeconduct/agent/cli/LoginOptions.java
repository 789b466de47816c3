package dev.safeconduct.agent.cli;

import dev.safeconduct.client.internal.config.ConfigProblem;
import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.oauth.ConfigException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How to log in; what is not said is as configured. For this login only. */
final class LoginOptions {

    @Option(names = "--no-browser", description = "Open no browser: print the address, and wait.")
    boolean noBrowser;

    @Option(names = "--device", description = "Show a code to enter in a browser on any device (RFC 8628).")
    boolean device;

    @Option(
            names = "--silent",
            description = "Use a browser that is logged in already, and ask only if that fails within 15 seconds.")
    boolean silent;

    @Option(
            names = "--browser-command",
            paramLabel = "CMD",
            description = "Open the address with this command; %%s stands for the address.")
    @Nullable String browserCommand;

    @Option(names = "--callback-port", paramLabel = "N", description = "Wait for the end of the login on this port.")
    @Nullable String callbackPort;

    @Option(
            names = "--callback-host",
            paramLabel = "H",
            description = "Wait for the end of the login on 127.0.0.1 (default), ::1 or localhost.")
    @Nullable String callbackHost;

    @Option(names = "--scope", paramLabel = "S", description = "Ask for this scope, separated by blanks.")
    @Nullable String scope;

    @Option(names = "--account", paramLabel = "A", description = "Ask for a login with this account.")
    @Nullable String account;

    @Option(
            names = "--client-id",
            paramLabel = "ID",
            description = "Log in with this public client, which was registered by hand.")
    @Nullable String clientId;

    @Option(names = "--force", description = "Log in even where it seems not to be needed.")
    boolean force;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "Wait so long for the login to be finished (default: 10m).")
    @Nullable String timeout;

    /** Whether another login than the one that may be stored is asked for. */
    boolean asksForAnother() {
        return force || isForOneServer();
    }

    /** Whether something is said that can only be meant for one server. */
    boolean isForOneServer() {
        return scope != null || account != null || clientId != null;
    }

    /** What is said for all servers, by key, with the option that each comes from. */
    private Map<String, Given> settings() {
        Map<String, Given> settings = new LinkedHashMap<>();
        put(settings, "safeconduct.browser.command", browserCommand, "--browser-command");
        put(settings, "safeconduct.browser", browserCommand == null ? null : "command", "--browser-command");
        put(settings, "safeconduct.callback.port", callbackPort, "--callback-port");
        // As in a URL, or the redirect URI would be none.
        put(
                settings,
                "safeconduct.callback.host",
                "::1".equals(callbackHost) ? "[::1]" : callbackHost,
                "--callback-host");
        put(settings, "safeconduct.login.timeout", timeout, "--timeout");
        return settings;
    }

    /** What is said for all servers, by key. */
    Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        for (Map.Entry<String, Given> setting : settings().entrySet()) {
            values.put(setting.getKey(), setting.getValue().value());
        }
        return values;
    }

    /** The server with what is said for it. */
    ServerConfig applyTo(ServerConfig server) throws ConfigException {
        Map<String, String> settings = new LinkedHashMap<>();
        put(settings, "scope", scope);
        put(settings, "account", account);
        put(settings, "client-id", clientId);
        // A secret that may be configured belongs to another client.
        put(settings, "client-auth", clientId == null ? null : "none");
        return server.with(settings);
    }

    private static void put(Map<String, String> settings, String key, @Nullable String value) {
        if (value != null) {
            settings.put(key, value);
        }
    }

    /**
     * Looks whether a problem of the configuration comes from an option.
     *
     * @throws CommandFailure if so
     */
    void refuseIfCause(ConfigProblem problem) throws CommandFailure {
        Given option = settings().get(problem.key());
        if (option != null && problem.scope() != ConfigProblem.Scope.WARNING) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    option.option() + " is not usable: " + problem.message().replace(problem.key() + " ", ""));
        }
    }

    private static void put(Map<String, Given> settings, String key, @Nullable String value, String option) {
        if (value != null) {
            settings.put(key, new Given(value, option));
        }
    }

    /**
     * A value that applies to one login.
     *
     * @param value the value
     * @param option where it was said
     */
    private record Given(String value, String option) {}
}
