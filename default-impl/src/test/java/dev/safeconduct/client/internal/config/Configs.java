package dev.safeconduct.client.internal.config;

import dev.safeconduct.client.internal.grant.GrantFlows;
import dev.safeconduct.client.oauth.ConfigException;
import dev.safeconduct.client.oauth.ServerUrl;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes configurations for tests. */
public final class Configs {

    final Map<String, String> properties = new HashMap<>();
    final Map<String, String> environment = new HashMap<>();

    @Nullable String argument;

    static Configs with(String... properties) {
        Configs configs = new Configs();
        for (int i = 0; i < properties.length; i += 2) {
            configs.properties.put(properties[i], properties[i + 1]);
        }
        return configs;
    }

    Configs env(String... variables) {
        for (int i = 0; i < variables.length; i += 2) {
            environment.put(variables[i], variables[i + 1]);
        }
        return this;
    }

    Configs argument(String value) {
        argument = value;
        return this;
    }

    Config load() {
        return Config.load(new ConfigInput(properties, environment, argument), GrantFlows.ALL);
    }

    /** One server; the settings are suffixes of keys, each with its value. */
    public static ServerConfig server(String url, String... settings) {
        Map<String, RawSetting> own = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            String key = "safeconduct.server.a." + settings[i];
            own.put(settings[i], new RawSetting(key, settings[i + 1], RawSetting.From.FILE, "test", null));
        }
        try {
            return new ServerConfig("a", ServerUrl.parse(url), own, new References(Map.of()), GrantFlows.ALL);
        } catch (ConfigException e) {
            throw new AssertionError(e);
        }
    }

    /** Scope, server and message of each problem. */
    static List<String> problems(Config config) {
        List<String> lines = new ArrayList<>();
        for (ConfigProblem problem : config.problems()) {
            lines.add(problem.scope() + " " + problem.server() + " " + problem.message());
        }
        return lines;
    }

    static List<String> names(Config config) {
        List<String> names = new ArrayList<>();
        for (ServerConfig server : config.servers()) {
            names.add(server.name());
        }
        return names;
    }
}
