package dev.safeconduct.store.memory;

import dev.safeconduct.spi.ProviderConfig;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStoreProvider;

/** Makes stores that keep everything in memory; each is a storage of its own. Has no keys. */
public final class MemoryTokenStoreProvider implements TokenStoreProvider {

    /** For {@link java.util.ServiceLoader}. */
    public MemoryTokenStoreProvider() {}

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public TokenStore create(ProviderConfig config) {
        return new MemoryTokenStore(config.clock());
    }
}
