package dev.safeconduct.client.internal.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads keys from environment variables: {@code SAFECONDUCT__SERVER__GITHUB__CLIENT_ID} is
 * {@code safeconduct.server.github.client-id}.
 */
final class EnvironmentNames {

    static final String CONFIG_FILE = "SAFECONDUCT_CONFIG";
    private static final String PREFIX = "SAFECONDUCT__";
    private static final String ALMOST = "SAFECONDUCT_";

    private EnvironmentNames() {}

    /** The settings, in order of name, so that two spellings of one key give the same result on every run. */
    static List<RawSetting> settings(Map<String, String> environment) {
        List<RawSetting> settings = new ArrayList<>();
        for (Map.Entry<String, String> entry : ours(environment).entrySet()) {
            String name = entry.getKey();
            if (name.startsWith(PREFIX)) {
                settings.add(
                        new RawSetting(keyOf(name), entry.getValue(), RawSetting.From.ENVIRONMENT, origin(name), null));
            }
        }
        return settings;
    }

    /** A single underscore is the mistake that everybody makes once, and that nothing else would point out. */
    static List<ConfigProblem> warnings(Map<String, String> environment) {
        List<ConfigProblem> warnings = new ArrayList<>();
        for (String name : ours(environment).keySet()) {
            if (!name.startsWith(PREFIX) && !name.equals(CONFIG_FILE)) {
                String message = name + " is not read: two underscores stand between the parts of a key, as in"
                        + " SAFECONDUCT__LOGIN and SAFECONDUCT__SERVER__GITHUB__CLIENT_ID";
                warnings.add(new ConfigProblem(name, origin(name), message, ConfigProblem.Scope.WARNING, null));
            }
        }
        return warnings;
    }

    static String origin(String name) {
        return "environment " + name;
    }

    /**
     * The key of a variable. The name of a parameter keeps its underscores: nearly all parameters of OAuth have them,
     * none has a hyphen.
     */
    static String keyOf(String name) {
        String[] parts = name.toLowerCase(Locale.ROOT).split("__", -1);
        boolean parameter = parts.length > 4
                && parts[1].equals("server")
                && (parts[3].equals("authorize") || parts[3].equals("token"));
        StringBuilder key = new StringBuilder(parts[0]);
        for (int i = 1; i < parts.length; i++) {
            key.append('.').append(parameter && i > 3 ? parts[i] : parts[i].replace('_', '-'));
        }
        return key.toString();
    }

    private static Map<String, String> ours(Map<String, String> environment) {
        Map<String, String> ours = new TreeMap<>();
        for (Map.Entry<String, String> entry : environment.entrySet()) {
            if (entry.getKey().startsWith(ALMOST)) {
                ours.put(entry.getKey(), entry.getValue());
            }
        }
        return ours;
    }
}
