package dev.safeconduct.client.internal.config;

import dev.safeconduct.client.internal.text.EditDistance;
import org.jspecify.annotations.Nullable;

/** Finds the key that the user meant. */
final class NearestKey {

    private NearestKey() {}

    /** The nearest key that this version serves, or null if none is near. */
    static @Nullable String to(String key) {
        String server = ConfigKeys.serverOf(key);
        String written = key.startsWith(ConfigKeys.PREFIX) ? key : ConfigKeys.PREFIX + key;
        String best = withoutServer(written);
        if (best != null) {
            return best;
        }
        int least = Math.max(2, (written.length() - ConfigKeys.PREFIX.length()) / 3) + 1;
        for (ConfigKey candidate : ConfigKeys.all()) {
            String name = candidate.served() ? asWritten(candidate.name(), written, server) : null;
            int distance = name == null ? least : EditDistance.between(written, name);
            if (distance < least) {
                best = name;
                least = distance;
            }
        }
        return best;
    }

    /** {@code safeconduct.server.url}, where the name is forgotten, and {@code safeconduct.github.url}. */
    private static @Nullable String withoutServer(String key) {
        String[] parts = key.split("\\.", 3);
        if (parts.length < 3 || ConfigKeys.serverOf(key) != null) {
            return null;
        }
        boolean nameless = parts[1].equals("server");
        return ConfigKeys.findServerKey(parts[2]) == null
                ? null
                : ConfigKeys.SERVER_PREFIX + (nameless ? "<name>" : parts[1]) + "." + parts[2];
    }

    /** A candidate with the names that the user chose put into it; null where the two cannot be meant for each other. */
    private static @Nullable String asWritten(String pattern, String key, @Nullable String server) {
        if (!pattern.startsWith(ConfigKeys.SERVER_PATTERN)) {
            return server == null ? pattern : null;
        }
        String suffix = pattern.substring(ConfigKeys.SERVER_PATTERN.length());
        if (suffix.indexOf('<') >= 0) {
            return null;
        }
        if (server != null) {
            return ConfigKeys.SERVER_PREFIX + server + "." + suffix;
        }
        // `safeconduct.servers.github.url`
        String[] parts = key.split("\\.", 4);
        return parts.length == 4 ? ConfigKeys.SERVER_PREFIX + parts[2] + "." + suffix : null;
    }
}
