package dev.safeconduct.client.internal.config;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Gathers the settings of all sources, the source that counts first before the next. */
final class SettingSources {

    private static final String ARGUMENT_ORIGIN = "agent argument";
    private static final String PROGRAM_ORIGIN = "set in the program";

    private final ConfigInput input;
    private final List<ConfigProblem> problems;

    SettingSources(ConfigInput input, List<ConfigProblem> problems) {
        this.input = input;
        this.problems = problems;
    }

    List<RawSetting> read(@Nullable Path home) {
        List<RawSetting> settings = new ArrayList<>();
        String argument = input.argument() == null ? "" : input.argument().strip();
        boolean url = isUrl(argument);
        for (Map.Entry<String, String> given : new TreeMap<>(input.given()).entrySet()) {
            settings.add(
                    new RawSetting(given.getKey(), given.getValue(), RawSetting.From.PROGRAM, PROGRAM_ORIGIN, null));
        }
        if (url) {
            settings.add(new RawSetting(
                    ConfigKeys.SERVER_PREFIX + "default.url",
                    argument,
                    RawSetting.From.ARGUMENT,
                    ARGUMENT_ORIGIN,
                    null));
        }
        addSystemProperties(settings);
        settings.addAll(EnvironmentNames.settings(input.environment()));
        problems.addAll(EnvironmentNames.warnings(input.environment()));
        Path file = configFile(url ? "" : argument, home);
        if (file != null) {
            settings.addAll(PropertiesFile.read(file, problems));
        }
        return settings;
    }

    /** The home directory by the environment, as other programs of the user see it. */
    static @Nullable Path homeDirectory(ConfigInput input) {
        boolean windows = input.systemProperties().getOrDefault("os.name", "").startsWith("Windows");
        String home = input.environment().getOrDefault(windows ? "USERPROFILE" : "HOME", "");
        try {
            return home.isBlank() ? null : Path.of(home);
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private static boolean isUrl(String argument) {
        String lower = argument.toLowerCase(Locale.ROOT);
        return lower.startsWith("http://") || lower.startsWith("https://");
    }

    private void addSystemProperties(List<RawSetting> settings) {
        Map<String, String> ours = new TreeMap<>();
        for (Map.Entry<String, String> property : input.systemProperties().entrySet()) {
            if (property.getKey().startsWith(ConfigKeys.PREFIX)) {
                ours.put(property.getKey(), property.getValue());
            }
        }
        for (Map.Entry<String, String> property : ours.entrySet()) {
            settings.add(new RawSetting(
                    property.getKey(),
                    property.getValue(),
                    RawSetting.From.SYSTEM_PROPERTY,
                    "-D" + property.getKey(),
                    null));
        }
    }

    private @Nullable Path configFile(String argument, @Nullable Path home) {
        if (!argument.isEmpty()) {
            return path(argument, ARGUMENT_ORIGIN);
        }
        String variable = input.environment().getOrDefault(EnvironmentNames.CONFIG_FILE, "");
        if (!variable.isBlank()) {
            return path(variable.strip(), EnvironmentNames.origin(EnvironmentNames.CONFIG_FILE));
        }
        Path usual = home == null ? null : home.resolve(".config/safeconduct/safeconduct.properties");
        return usual != null && Files.exists(usual) ? usual : null;
    }

    private @Nullable Path path(String text, String origin) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            String message = "the " + origin + " is neither a file nor an http or https URL: give one of them";
            problems.add(new ConfigProblem("configuration file", origin, message, ConfigProblem.Scope.GLOBAL, null));
            return null;
        }
    }
}
