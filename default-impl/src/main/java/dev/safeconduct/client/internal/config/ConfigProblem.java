package dev.safeconduct.client.internal.config;

import org.jspecify.annotations.Nullable;

/**
 * Something wrong in the configuration. No part of it ever holds the value of a secret.
 *
 * @param key the key, or a short name of what is wrong where no key is to blame
 * @param origin where it was written, as in {@link Setting#origin()}
 * @param message what is wrong, and what to do about it
 * @param scope how far it reaches
 * @param server the server that is dropped or concerned, or null
 */
public record ConfigProblem(String key, String origin, String message, Scope scope, @Nullable String server) {

    /** How far a problem reaches, the gravest first. */
    public enum Scope {
        /** Disables the agent. */
        GLOBAL,
        /** Drops one server. */
        SERVER,
        /** Changes nothing. */
        WARNING
    }

    /** The whole in one line: message and origin. */
    public String text() {
        return message + " (" + origin + ")";
    }
}
