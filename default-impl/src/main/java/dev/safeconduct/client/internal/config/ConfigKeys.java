package dev.safeconduct.client.internal.config;

import static dev.safeconduct.client.internal.config.ConfigKey.choice;
import static dev.safeconduct.client.internal.config.ConfigKey.key;

import dev.safeconduct.client.internal.authentication.ClientAuthentications;
import dev.safeconduct.client.internal.config.ConfigKey.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The table of all keys. What is not in it is not read. */
public final class ConfigKeys {

    static final String PREFIX = "safeconduct.";
    static final String SERVER_PREFIX = "safeconduct.server.";
    static final String SERVER_PATTERN = "safeconduct.server.<name>.";
    static final String AUTHORIZE = "authorize.";
    static final String TOKEN = "token.";

    /** What a third party's provider reads below its own name; which of it is secret is unknown. */
    static final ConfigKey PROVIDER_OWN =
            key("safeconduct.<kind>.<provider>.<key>", Kind.TEXT).hidden();

    /** By these a store is encrypted: without them, in silence, it would not be. */
    static final List<String> ENCRYPTION =
            List.of("safeconduct.store.key", "safeconduct.store.key-command", "safeconduct.store.old-keys");

    private static final List<ConfigKey> ALL = List.of(
            key("safeconduct.store", Kind.NAME),
            key("safeconduct.store.file.dir", Kind.PATH),
            key("safeconduct.store.memory.max-entries", Kind.TEXT),
            key("safeconduct.store.key", Kind.TEXT).hidden(),
            key("safeconduct.store.key-command", Kind.COMMAND),
            key("safeconduct.store.old-keys", Kind.TEXT).hidden(),
            choice("safeconduct.login", "never", "prompt", "auto").or("never"),
            key("safeconduct.login.wait", Kind.DURATION_OR_ZERO).or("0s"),
            key("safeconduct.login.timeout", Kind.DURATION).or("10m"),
            key("safeconduct.browser", Kind.NAME),
            key("safeconduct.browser.command", Kind.TEXT),
            choice("safeconduct.callback.host", "127.0.0.1", "localhost", "::1", "[::1]"),
            key("safeconduct.callback.port", Kind.PORT),
            key("safeconduct.callback.path", Kind.URL_PATH),
            key("safeconduct.discovery", Kind.NAME).or("http"),
            key("safeconduct.discovery.dir", Kind.PATH),
            key("safeconduct.http.connect-timeout", Kind.DURATION).or("5s"),
            key("safeconduct.http.timeout", Kind.DURATION).or("15s"),
            key("safeconduct.http.proxy", Kind.PROXY).hidden(),
            key("safeconduct.http.no-proxy", Kind.TEXT),
            key("safeconduct.tls.ca-file", Kind.PATH),
            key("safeconduct.tls.key-store", Kind.PATH),
            key("safeconduct.tls.key-store-password", Kind.TEXT).hidden(),
            key("safeconduct.agent.enabled", Kind.FLAG).or("true"),
            choice("safeconduct.agent.log", "off", "error", "warn", "info", "debug", "trace")
                    .or("warn"),
            key("safeconduct.agent.log-file", Kind.PATH),
            key("safeconduct.agent.extensions", Kind.JARS),
            key("safeconduct.agent.clients", Kind.NAMES),
            key("safeconduct.agent.relocated", Kind.PACKAGES),
            key("safeconduct.agent.jmx", Kind.FLAG).or("false"),
            key("safeconduct.agent.jfr", Kind.FLAG).or("false"),
            server("url", Kind.SERVER_URL),
            server("urls", Kind.SERVER_URLS),
            server("issuer", Kind.URL),
            server("resource", Kind.URI_OR_NONE),
            server("resource-metadata", Kind.URL),
            server("audience", Kind.TEXT),
            server("scope", Kind.TEXT),
            server("account", Kind.TEXT),
            server("session", Kind.TEXT).or("default"),
            server("grant", Kind.GRANT),
            server("from", Kind.NAME),
            choice(SERVER_PATTERN + "bearer", "access_token", "id_token").or("access_token"),
            server("token", Kind.TEXT).hidden(),
            server("command", Kind.COMMAND),
            server("command-env", Kind.VARIABLES),
            server("client-id", Kind.TEXT),
            server("client-secret", Kind.TEXT).hidden(),
            server("client-key", Kind.TEXT).hidden(),
            server("client-key-id", Kind.TEXT),
            server("client-key-alg", Kind.TEXT),
            server("client-cert", Kind.TEXT).hidden(),
            server("client-key-store", Kind.PATH),
            server("client-key-store-password", Kind.TEXT).hidden(),
            server("client-assertion", Kind.TEXT).hidden(),
            server("client-assertion-command", Kind.COMMAND),
            server("client-assertion-audience", Kind.TEXT),
            choice(SERVER_PATTERN + "client-auth", ClientAuthentications.names()),
            server("client-metadata-url", Kind.CLIENT_ID_URL),
            server("redirect-uri", Kind.URL),
            server("assertion", Kind.TEXT).hidden(),
            server("subject-token", Kind.TEXT).hidden(),
            server("subject-token-type", Kind.TEXT),
            server("actor-token", Kind.TEXT).hidden(),
            server("actor-token-type", Kind.TEXT),
            server("idp.issuer", Kind.URL),
            server("idp.token-endpoint", Kind.URL),
            server("idp.client-id", Kind.TEXT),
            server("idp.client-secret", Kind.TEXT).hidden(),
            server("idp.id-token", Kind.TEXT).hidden(),
            choice(SERVER_PATTERN + "dpop", "auto", "always", "never").or("auto"),
            choice(SERVER_PATTERN + "par", "auto", "always", "never").or("auto"),
            server(AUTHORIZE + "<param>", Kind.TEXT),
            server(TOKEN + "<param>", Kind.TEXT).hidden(),
            server("allow-http", Kind.FLAG).or("false"),
            server("allow-private-issuer", Kind.FLAG).or("false"),
            server("allow-missing-s256", Kind.FLAG).or("false"),
            server("issuer-alias", Kind.ISSUER));

    private static final Map<String, ConfigKey> BY_NAME = byName();

    private ConfigKeys() {}

    /** Every key, in the order of the documentation. */
    public static List<ConfigKey> all() {
        return ALL;
    }

    /** The line of the table for a key as a user writes it, or null if missing. */
    static @Nullable ConfigKey find(String key) {
        if (!key.startsWith(SERVER_PREFIX)) {
            ConfigKey found = key.indexOf('<') < 0 ? BY_NAME.get(key) : null;
            return found == null ? below(key, "safeconduct.store.redis.") : found;
        }
        String suffix = suffixOf(key);
        return suffix == null ? null : findServerKey(suffix);
    }

    /** The line of the table for what follows a server's name, or null if missing. */
    static @Nullable ConfigKey findServerKey(String suffix) {
        ConfigKey found = suffix.indexOf('<') < 0 ? BY_NAME.get(SERVER_PATTERN + suffix) : null;
        if (found == null) {
            found = parameter(suffix, AUTHORIZE);
        }
        return found == null ? parameter(suffix, TOKEN) : found;
    }

    /**
     * What is wrong with a value for one of a server's settings, to be put after its name, or null. Never repeats it.
     *
     * @param suffix what follows the server's name in the key
     */
    public static @Nullable String complaint(String suffix, String value) {
        ConfigKey key = findServerKey(suffix);
        return key == null ? "is not a setting of a server" : ValueCheck.complaint(key, value);
    }

    /** The server that a key is about; null if it is about none, or has no name in it. */
    static @Nullable String serverOf(String key) {
        int dot = key.startsWith(SERVER_PREFIX) ? key.indexOf('.', SERVER_PREFIX.length()) : -1;
        return dot < 0 ? null : key.substring(SERVER_PREFIX.length(), dot);
    }

    /** What follows the server's name in a key; null where {@link #serverOf} is. */
    static @Nullable String suffixOf(String key) {
        String server = serverOf(key);
        return server == null ? null : key.substring(SERVER_PREFIX.length() + server.length() + 1);
    }

    /** Whether this is {@code [a-z0-9-]+}, as names of servers and providers are. */
    static boolean isName(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-') {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static @Nullable ConfigKey parameter(String suffix, String prefix) {
        return suffix.startsWith(prefix) && suffix.length() > prefix.length()
                ? BY_NAME.get(SERVER_PATTERN + prefix + "<param>")
                : null;
    }

    private static @Nullable ConfigKey below(String key, String prefix) {
        return key.startsWith(prefix) && key.length() > prefix.length() ? BY_NAME.get(prefix + "<key>") : null;
    }

    private static ConfigKey server(String suffix, Kind kind) {
        return key(SERVER_PATTERN + suffix, kind);
    }

    private static Map<String, ConfigKey> byName() {
        Map<String, ConfigKey> map = new LinkedHashMap<>();
        for (ConfigKey key : ALL) {
            map.put(key.name(), key);
        }
        return map;
    }
}
