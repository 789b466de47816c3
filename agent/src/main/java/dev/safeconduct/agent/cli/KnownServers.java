package dev.safeconduct.agent.cli;

import dev.safeconduct.client.internal.Operations;
import dev.safeconduct.client.internal.config.Config;
import dev.safeconduct.client.internal.config.ConfigProblem;
import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.config.Setting;
import dev.safeconduct.client.oauth.ServerUrl;
import java.util.Locale;
import java.util.regex.Pattern;

/** Finds the server that a person means. What is configured for it counts, so that the agent finds the same login. */
final class KnownServers {

    private static final Pattern NAME = Pattern.compile("[a-z0-9-]+");

    private KnownServers() {}

    /**
     * The server of a URL, or of a configured name.
     *
     * @throws CommandFailure if the URL is not one that a server may have, or its configuration is wrong
     */
    static ServerConfig find(Client client, String named) throws CommandFailure {
        Config config = client.config();
        Console console = client.console();
        ServerConfig byName = named.contains("://") ? null : config.server(named);
        if (byName != null) {
            warn(config, console, byName.name());
            return byName;
        }
        if (NAME.matcher(named).matches()) {
            throw unknown(config, named);
        }
        ServerUrl url = parse(named);
        refuseBroken(config, url);
        ServerConfig configured = client.operations().server(url);
        if (configured != null) {
            warn(config, console, configured.name());
            return configured;
        }
        sayWhatIsOfNoServer(config, console);
        return adHoc(url, nameFor(config, url));
    }

    /** Settings of a server without a URL, which may have been meant for the one that is asked for. */
    private static void sayWhatIsOfNoServer(Config config, Console console) {
        for (ConfigProblem problem : config.problems()) {
            if (drops(problem, config) && config.setting("safeconduct.server." + problem.server() + ".url") == null) {
                console.say("warning: " + problem.text());
            }
        }
    }

    /** A server that nothing is configured for. */
    private static ServerConfig adHoc(ServerUrl url, String name) throws CommandFailure {
        try {
            return Operations.adHoc(url, name);
        } catch (IllegalArgumentException e) {
            throw usage(e);
        }
    }

    private static ServerUrl parse(String text) throws CommandFailure {
        try {
            return ServerUrl.parse(text);
        } catch (IllegalArgumentException e) {
            throw usage(e);
        }
    }

    private static CommandFailure usage(IllegalArgumentException refusal) {
        return new CommandFailure(ExitCode.USAGE, "That server cannot be used: " + refusal.getMessage() + ".", refusal);
    }

    /**
     * A server whose configuration is wrong does not exist for the agent; as an unconfigured one it would be another.
     */
    private static void refuseBroken(Config config, ServerUrl asked) throws CommandFailure {
        for (ConfigProblem problem : config.problems()) {
            String server = problem.server();
            if (drops(problem, config) && server != null && covers(config, server, asked)) {
                throw broken(problem);
            }
        }
    }

    private static CommandFailure unknown(Config config, String name) {
        for (ConfigProblem problem : config.problems()) {
            if (drops(problem, config) && name.equals(problem.server())) {
                return broken(problem);
            }
        }
        return new CommandFailure(
                ExitCode.USAGE,
                "No server with the name " + name + " is configured. Give the server's URL, or set safeconduct.server."
                        + name + ".url.");
    }

    /** Whether a problem is the reason why a server does not exist. */
    static boolean drops(ConfigProblem problem, Config config) {
        String server = problem.server();
        return problem.scope() == ConfigProblem.Scope.SERVER && server != null && config.server(server) == null;
    }

    private static CommandFailure broken(ConfigProblem problem) {
        return new CommandFailure(
                ExitCode.GENERAL, "The server " + problem.server() + " is configured wrongly: " + problem.text() + ".");
    }

    /** Whether a server, however wrongly it is configured, would be that of a URL. */
    static boolean covers(Config config, String server, ServerUrl asked) {
        Setting url = config.setting("safeconduct.server." + server + ".url");
        try {
            return url != null && isBelow(asked, ServerUrl.parse(url.value()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isBelow(ServerUrl asked, ServerUrl configured) {
        String path = configured.path().replaceFirst("/$", "");
        return asked.origin().equals(configured.origin()) && (asked.path() + "/").startsWith(path + "/");
    }

    private static void warn(Config config, Console console, String server) {
        for (ConfigProblem problem : config.problems()) {
            if (problem.scope() == ConfigProblem.Scope.WARNING && server.equals(problem.server())) {
                console.say("warning: " + problem.text());
            }
        }
    }

    /** A name under which a server that is not configured can have settings. */
    static String nameFor(Config config, ServerUrl url) {
        String name = url.host().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        String prefix = "safeconduct.server.";
        String candidate = name.replaceAll("^-|-$", "");
        while (isTaken(config, prefix + candidate + ".")) {
            candidate += "-cli";
        }
        return candidate;
    }

    private static boolean isTaken(Config config, String prefix) {
        return config.keys().stream().anyMatch(key -> key.startsWith(prefix));
    }
}
