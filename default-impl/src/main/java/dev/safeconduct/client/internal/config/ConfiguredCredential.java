package dev.safeconduct.client.internal.config;

import java.util.List;

/**
 * A credential of a configured client, of which is remembered where it was first used. {@link #toString} shows none.
 *
 * @param key the whole key
 * @param identity what it is recognized by: itself, or where it comes from if it changes all the time
 */
public record ConfiguredCredential(String key, String identity) {

    /** What stays as it is until a user replaces it. */
    static final List<String> STABLE = List.of("client-secret", "client-key", "client-key-store");

    /** What is made for a few minutes. */
    static final List<String> CHANGING = List.of("client-assertion", "client-assertion-command");

    @Override
    public String toString() {
        return "ConfiguredCredential[" + key + "]";
    }
}
