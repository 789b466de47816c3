package dev.safeconduct.agent.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How to log in; what is not said is as configured. For this login only. */
final class LoginOptions {

    @Option(names = "--no-browser", description = "Open no browser: print the address, and wait.")
    boolean noBrowser;

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
        return force || scope != null || account != null || clientId != null;
    }

    /** The same as settings, with the option that each comes from. */
    Map<String, Given> settings(String server) {
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
        String prefix = "safeconduct.server." + server + ".";
        put(settings, prefix + "scope", scope, "--scope");
        put(settings, prefix + "account", account, "--account");
        put(settings, prefix + "client-id", clientId, "--client-id");
        // A secret that may be configured belongs to another client.
        put(settings, prefix + "client-auth", clientId == null ? null : "none", "--client-id");
        return settings;
    }

    private static void put(Map<String, Given> settings, String key, @Nullable String value, String option) {
        if (value != null) {
            settings.put(key, new Given(value, option));
        }
    }

    /**
     * A value that counts for one login.
     *
     * @param value the value
     * @param option where it was said
     */
    record Given(String value, String option) {}
}
