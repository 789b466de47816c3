package dev.safeconduct.client.oauth;

import dev.safeconduct.spi.OAuthException;

/**
 * The configuration is incomplete or wrong, in a way that was not known, or did not matter, when it was read: the file of
 * a secret is gone, say. Nothing was sent and nothing that is stored is lost; the same call works once the configuration
 * does. The message names the key, what it says, and the remedy, and has no secret.
 */
public final class ConfigException extends OAuthException {

    private static final long serialVersionUID = 1L;

    private final String key;

    /**
     * An error of the configuration.
     *
     * @param key the whole key, for example {@code safeconduct.server.api.client-secret}
     * @param message names the key and the remedy
     */
    public ConfigException(String key, String message) {
        super(message);
        this.key = key;
    }

    /** The whole key that is to be set or corrected. */
    public String key() {
        return key;
    }
}
