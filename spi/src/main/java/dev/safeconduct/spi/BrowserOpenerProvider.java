package dev.safeconduct.spi;

/**
 * Makes a {@link BrowserOpener}. Found by {@link java.util.ServiceLoader}; which one is used follows the rule of
 * {@link Provider}, with the key {@code safeconduct.browser}.
 */
public interface BrowserOpenerProvider extends Provider {

    /**
     * Makes the opener. Opens nothing yet.
     *
     * @throws OAuthException if the configuration is not usable; the message names the key and the remedy
     */
    BrowserOpener create(ProviderConfig config) throws OAuthException;
}
