package dev.safeconduct.client.internal.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of the table of keys.
 *
 * @param name the whole key; {@code <…>} stands for what the user chooses
 * @param kind what a value looks like
 * @param choices the values of a {@link Kind#CHOICE} that this version serves
 * @param laterChoices the values of a {@link Kind#CHOICE} that are known and not served
 * @param defaultValue what counts where nothing is set, or null
 * @param served whether this version acts on the key
 * @param secret whether a value may be a secret, so that it is not looked at before it is needed
 */
public record ConfigKey(
        String name,
        Kind kind,
        List<String> choices,
        List<String> laterChoices,
        @Nullable String defaultValue,
        boolean served,
        boolean secret) {

    /** What a value looks like. */
    public enum Kind {
        /** Anything. */
        TEXT,
        /** {@code true} or {@code false}. */
        FLAG,
        /** A time longer than zero. */
        DURATION,
        /** A time, or zero. */
        DURATION_OR_ZERO,
        /** A port, 0 to 65535. */
        PORT,
        /** One of a few words. */
        CHOICE,
        /** The name of a grant. */
        GRANT,
        /** The name of a provider, {@code [a-z0-9-]+}. */
        NAME,
        /** A program and its arguments. */
        COMMAND,
        /** Jars, or directories of jars, with commas between them. */
        JARS,
        /** Names with commas between them. */
        NAMES,
        /** Packages of the JVM's program, each with a name after an equals sign, with commas between them. Not in a file. */
        PACKAGES,
        /** Names of environment variables with commas between them. */
        VARIABLES,
        /** A file or directory. */
        PATH,
        /** Host and port of a proxy, with a user name and a password or without. */
        PROXY,
        /** The path of a URL. */
        URL_PATH,
        /** An http or https URL. */
        URL,
        /** The URL of a Client ID Metadata Document. */
        CLIENT_ID_URL,
        /** The same, or a template of such URLs. */
        ISSUER,
        /** An absolute URI. */
        URI,
        /** An absolute URI, or {@code none}. */
        URI_OR_NONE,
        /** The URL of a server. */
        SERVER_URL,
        /** URLs of a server with commas between them. */
        SERVER_URLS
    }

    /** Whether a value is never shown. A proxy has no secret without an {@code @}. */
    boolean hides(String value) {
        return secret && (kind != Kind.PROXY || value.indexOf('@') >= 0);
    }

    static ConfigKey key(String name, Kind kind) {
        return new ConfigKey(name, kind, List.of(), List.of(), null, true, false);
    }

    static ConfigKey choice(String name, String... choices) {
        return new ConfigKey(name, Kind.CHOICE, List.of(choices), List.of(), null, true, false);
    }

    ConfigKey later(String... values) {
        return new ConfigKey(name, kind, choices, List.of(values), defaultValue, served, secret);
    }

    ConfigKey or(String value) {
        return new ConfigKey(name, kind, choices, laterChoices, value, served, secret);
    }

    ConfigKey notServed() {
        return new ConfigKey(name, kind, choices, laterChoices, defaultValue, false, secret);
    }

    ConfigKey hidden() {
        return new ConfigKey(name, kind, choices, laterChoices, defaultValue, served, true);
    }
}
