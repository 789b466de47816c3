package dev.safeconduct.client.internal.discovery;

import dev.safeconduct.spi.MetadataDiscovery;
import dev.safeconduct.spi.MetadataDiscoveryProvider;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.ProviderConfig;
import java.nio.file.Files;
import java.nio.file.Path;

/** The directory in {@code safeconduct.discovery.dir}, laid out as {@link StaticMetadataDiscovery} says. */
public final class StaticMetadataDiscoveryProvider implements MetadataDiscoveryProvider {

    static final String KEY = "safeconduct.discovery.dir";

    /** For {@link java.util.ServiceLoader}. */
    public StaticMetadataDiscoveryProvider() {}

    @Override
    public String name() {
        return "static";
    }

    @Override
    public MetadataDiscovery create(ProviderConfig config) throws OAuthException {
        String directory = config.get(KEY);
        if (directory == null) {
            throw new OAuthException("safeconduct.discovery=static needs a directory with the metadata: set " + KEY
                    + ", or safeconduct.discovery=http to fetch it.");
        }
        Path path = Path.of(directory);
        if (!Files.isDirectory(path)) {
            throw new OAuthException("The directory " + path + " is not there. Make it, or change " + KEY + ".");
        }
        return new StaticMetadataDiscovery(path);
    }
}
