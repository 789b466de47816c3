package dev.safeconduct.client.internal.config;

import dev.safeconduct.client.internal.concurrent.Threads;
import dev.safeconduct.client.oauth.ConfigException;
import dev.safeconduct.spi.ProviderConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * The configuration, read once. Immutable and safe for all threads.
 *
 * <p>A setting that is wrong counts as not set and is in {@link #problems()}. {@code ${env:NAME}} and
 * {@code ${file:path}} are resolved each time a value is asked for, so all methods that give a value throw
 * {@link IllegalArgumentException} where the variable or file is missing then; the message names the key and what is
 * missing, never the value.
 */
public final class Config {

    private final Map<String, RawSetting> settings;
    private final References references;
    private final List<ServerConfig> servers;
    private final List<ConfigProblem> problems;
    private final @Nullable Path home;

    Config(
            Map<String, RawSetting> settings,
            References references,
            List<ServerConfig> servers,
            List<ConfigProblem> problems,
            @Nullable Path home) {
        this.settings = settings;
        this.references = references;
        this.servers = List.copyOf(servers);
        this.problems = List.copyOf(problems);
        this.home = home;
    }

    /**
     * Reads the configuration. Never throws for what is written in it.
     *
     * @param grants those that a server can be configured for
     */
    public static Config load(ConfigInput input, GrantTypes grants) {
        return new ConfigLoader(input, grants).load();
    }

    /** The servers without a problem, ordered by name. */
    public List<ServerConfig> servers() {
        return servers;
    }

    /** The server of that name, or null. */
    public @Nullable ServerConfig server(String name) {
        for (ServerConfig server : servers) {
            if (server.name().equals(name)) {
                return server;
            }
        }
        return null;
    }

    /** What is wrong, the gravest first. */
    public List<ConfigProblem> problems() {
        return problems;
    }

    /** Whether the agent stays out: by {@code safeconduct.agent.enabled=false}, or by a global problem. */
    public boolean isDisabled() {
        // The gravest comes first.
        return (!problems.isEmpty() && problems.get(0).scope() == ConfigProblem.Scope.GLOBAL)
                || !flag("safeconduct.agent.enabled");
    }

    /**
     * The value of a whole key, or its default, or null.
     *
     * @throws IllegalArgumentException caused by a {@link ConfigException} if a variable or file that it names is missing
     */
    public @Nullable String get(String key) {
        RawSetting setting = settings.get(key);
        if (setting != null) {
            try {
                return references.resolve(key, setting.value());
            } catch (ConfigException e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
        }
        ConfigKey known = ConfigKeys.find(key);
        return known == null ? null : known.defaultValue();
    }

    /** The value of a whole key, or its default, or {@code fallback}. */
    public String get(String key, String fallback) {
        String value = get(key);
        return value == null ? fallback : value;
    }

    /** The value of a key that is a time and has a default. */
    public Duration duration(String key) {
        String value = get(key);
        if (value == null) {
            throw new IllegalStateException(key + " is not set and has no default");
        }
        return Durations.parse(value);
    }

    /** The value of a key that is {@code true} or {@code false}; false where nothing else is said. */
    public boolean flag(String key) {
        return ValueCheck.isTrue(get(key, "false"));
    }

    /** The values of a key that is a list, in order; empty where it is not set. */
    public List<String> list(String key) {
        List<String> values = new ArrayList<>();
        String value = get(key);
        if (value != null) {
            for (String part : value.split(",", -1)) {
                values.add(part.strip());
            }
        }
        return values;
    }

    /** What is set for a whole key and where, to be shown; null if nothing is and there is no default. */
    public @Nullable Setting setting(String key) {
        RawSetting setting = settings.get(key);
        ConfigKey known = ConfigKeys.find(key);
        if (setting != null) {
            return new Setting(shown(setting, known), setting.origin());
        }
        String defaultValue = known == null ? null : known.defaultValue();
        return defaultValue == null ? null : new Setting(defaultValue, "default");
    }

    /** All keys that are set somewhere, sorted, without those that only have a default. */
    public List<String> keys() {
        return List.copyOf(settings.keySet());
    }

    /** The user's home directory by the environment, or null. */
    public @Nullable Path homeDirectory() {
        return home;
    }

    /** This configuration as a provider sees it. */
    public ProviderConfig providerConfig(Clock clock) {
        return new ProviderView(this, clock);
    }

    /** Says how much there is, and no value. */
    @Override
    public String toString() {
        return "Config[" + settings.size() + " settings, " + servers.size() + " servers, " + problems.size()
                + " problems]";
    }

    private static String shown(RawSetting setting, @Nullable ConfigKey key) {
        String value = setting.value();
        boolean hidden = key == null || key.hides(value) || (value.contains("://") && value.indexOf('@') >= 0);
        return hidden && !References.isReference(value) ? "(hidden)" : value;
    }

    private record ProviderView(Config config, Clock clock) implements ProviderConfig {

        @Override
        public @Nullable String get(String key) {
            return config.get(key);
        }

        @Override
        public @Nullable Path homeDirectory() {
            return config.homeDirectory();
        }

        @Override
        public ThreadFactory threads() {
            return new Threads("provider");
        }
    }
}
