package dev.safeconduct.client.internal.config;

import dev.safeconduct.client.oauth.ConfigException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Judges one setting: is it a key, is it served, is its value one that the key can have. */
final class SettingCheck {

    /** What carries identity or proof: another value would undo PKCE, {@code state} or the client authentication. */
    private static final Set<String> IDENTITY =
            Set.of("grant_type", "code", "code_verifier", "assertion", "redirect_uri", "state", "nonce");

    private static final List<String> IDENTITY_PREFIXES = List.of("client_", "code_challenge", "response_", "request");

    /** What an authorization request has from keys of their own. */
    private static final Set<String> OTHER_KEYS = Set.of("scope", "resource");

    private static final int SHOWN = 100;

    private final References references;
    private final GrantTypes grants;
    private final Map<String, RawSetting> merged;

    /**
     * A check.
     *
     * @param merged what counts of all sources, to know which providers are asked for
     */
    SettingCheck(References references, GrantTypes grants, Map<String, RawSetting> merged) {
        this.references = references;
        this.grants = grants;
        this.merged = merged;
    }

    /** The line of the table for a key; null if it is never read. */
    @Nullable ConfigKey known(String key) {
        ConfigKey known = ConfigKeys.find(key);
        return known == null
                        && (isBelowProvider(key, "store")
                                || isBelowProvider(key, "browser")
                                || isBelowProvider(key, "discovery"))
                ? ConfigKeys.PROVIDER_OWN
                : known;
    }

    /** What to say of a key that is never read. */
    ConfigProblem unknown(RawSetting setting) {
        String key = setting.key();
        String message;
        if (!key.startsWith(ConfigKeys.PREFIX) && NearestKey.to(key) == null) {
            // A line that lost its beginning may be the middle of a private key: it is not repeated.
            message = "this line is not a key of Safeconduct: all begin with " + ConfigKeys.PREFIX;
            return new ConfigProblem("unknown", setting.origin(), message, ConfigProblem.Scope.GLOBAL, null);
        }
        String shown = key.length() > SHOWN ? key.substring(0, SHOWN) + "…" : key;
        String nearest = NearestKey.to(key);
        message = shown + " is not a key of Safeconduct: "
                + (nearest == null ? "see the list of keys in the documentation" : "did you mean " + nearest + "?");
        return setting.from() == RawSetting.From.ENVIRONMENT ? setting.warning(message) : setting.problem(message);
    }

    /** What is wrong with a setting whose key is known, or null. */
    @Nullable ConfigProblem judge(RawSetting setting, ConfigKey key) {
        String complaint = complaint(setting, key);
        if (complaint == null) {
            return null;
        }
        String space = complaint.startsWith("=") ? "" : " ";
        return setting.problem(complaint.startsWith(setting.key()) ? complaint : setting.key() + space + complaint);
    }

    private @Nullable String complaint(RawSetting setting, ConfigKey key) {
        String server = ConfigKeys.serverOf(setting.key());
        if (server != null && !ConfigKeys.isName(server)) {
            return "has a server name that is not allowed: use a to z, 0 to 9 and -";
        }
        if (!key.served()) {
            return "is not served by this version yet";
        }
        if (setting.value().contains(" #") || setting.value().contains("\t#")) {
            return "has a # after a space: a comment needs a line of its own; a value that really has one goes into a"
                    + " file or variable, as ${file:path} or ${env:NAME}";
        }
        if (key.kind() == ConfigKey.Kind.PACKAGES && setting.from() == RawSetting.From.FILE) {
            return "has no effect in a file, which is read when the first client is found: set it with -D, or in the"
                    + " environment";
        }
        String parameter = reserved(setting.key());
        if (parameter != null) {
            return "is refused: " + parameter + " is set by Safeconduct itself";
        }
        boolean runs = key.kind() == ConfigKey.Kind.COMMAND || key.kind() == ConfigKey.Kind.JARS;
        String source = runs ? CodeTrust.complaint(setting) : null;
        return source != null ? source : value(setting, key);
    }

    /** A secret is not looked at before it is needed: its file may come later, and need not be read without a need. */
    private @Nullable String value(RawSetting setting, ConfigKey key) {
        if (key.secret()) {
            return null;
        }
        try {
            String value = references.resolve(setting.key(), setting.value());
            return key.kind() == ConfigKey.Kind.GRANT ? grant(value) : ValueCheck.complaint(key, value);
        } catch (ConfigException e) {
            return e.getMessage();
        }
    }

    private @Nullable String grant(String value) {
        List<String> names = new ArrayList<>();
        for (GrantType grant : grants.all()) {
            names.add(grant.name());
        }
        return ValueCheck.choice(names, grants.later(), value);
    }

    private static @Nullable String reserved(String key) {
        String suffix = ConfigKeys.suffixOf(key);
        if (suffix == null) {
            return null;
        }
        boolean authorize = suffix.startsWith(ConfigKeys.AUTHORIZE);
        if (!authorize && !suffix.startsWith(ConfigKeys.TOKEN)) {
            return null;
        }
        String parameter = suffix.substring(suffix.indexOf('.') + 1);
        boolean other = authorize && OTHER_KEYS.contains(parameter);
        return other || carriesIdentity(parameter) ? parameter : null;
    }

    private static boolean carriesIdentity(String parameter) {
        return IDENTITY.contains(parameter)
                || parameter.endsWith("_token")
                || IDENTITY_PREFIXES.stream().anyMatch(parameter::startsWith);
    }

    /** {@code safeconduct.store.vault.address} belongs to the provider {@code vault} where that is the one chosen. */
    private boolean isBelowProvider(String key, String kind) {
        RawSetting chosen = merged.get(ConfigKeys.PREFIX + kind);
        if (chosen == null || !ConfigKeys.isName(chosen.value()) || isOurs(chosen.value())) {
            return false;
        }
        String prefix = ConfigKeys.PREFIX + kind + "." + chosen.value() + ".";
        return key.startsWith(prefix) && key.length() > prefix.length();
    }

    private static boolean isOurs(String provider) {
        return Set.of("file", "memory", "system", "command", "print", "http", "static")
                .contains(provider);
    }
}
