package dev.safeconduct.store.redis;

import dev.safeconduct.spi.ProviderConfig;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.spi.TokenStoreProvider;

/**
 * Makes stores on Redis or Valkey. Its keys begin with {@code safeconduct.store.redis.}: {@code url}, {@code user},
 * {@code password}, {@code prefix}, {@code timeout}, {@code ca-file}, {@code cluster}, {@code sentinel-master},
 * {@code sentinel-user} and {@code sentinel-password}.
 */
public final class RedisTokenStoreProvider implements TokenStoreProvider {

    /** For {@link java.util.ServiceLoader}. */
    public RedisTokenStoreProvider() {}

    @Override
    public String name() {
        return "redis";
    }

    /** Makes the store; the server is first asked when the store is first used. */
    @Override
    public TokenStore create(ProviderConfig config) throws TokenStoreException {
        RedisSettings settings = RedisSettings.of(config);
        return new RedisTokenStore(settings, RedisClients.open(settings), config);
    }
}
