package dev.safeconduct.spi;

/**
 * Makes a {@link TokenStore}. Found by {@link java.util.ServiceLoader}; which one is used follows the rule of
 * {@link Provider}, with the key {@code safeconduct.store}.
 */
public interface TokenStoreProvider extends Provider {

    /**
     * Makes the store. Called once for each client, off the fast path; may block.
     *
     * @throws TokenStoreException if the configuration is not usable; the message names the key and the remedy
     */
    TokenStore create(ProviderConfig config) throws TokenStoreException;
}
