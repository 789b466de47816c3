package dev.safeconduct.spi;

/**
 * Makes a {@link MetadataDiscovery}. Found by {@link java.util.ServiceLoader}; which one is used follows the rule of
 * {@link Provider}, with the key {@code safeconduct.discovery}.
 */
public interface MetadataDiscoveryProvider extends Provider {

    /**
     * Makes the discovery.
     *
     * @throws OAuthException if the configuration is not usable; the message names the key and the remedy
     */
    MetadataDiscovery create(ProviderConfig config) throws OAuthException;
}
