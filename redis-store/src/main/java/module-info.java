import dev.safeconduct.spi.TokenStoreProvider;
import dev.safeconduct.store.redis.RedisTokenStoreProvider;
import org.jspecify.annotations.NullMarked;

/** A token store on Redis or Valkey. */
@NullMarked
@SuppressWarnings("requires-automatic") // Jedis and its pool have no module descriptors
module dev.safeconduct.store.redis {
    requires transitive dev.safeconduct.spi;
    requires static transitive org.jspecify;
    requires org.apache.commons.pool2;
    requires redis.clients.jedis;

    exports dev.safeconduct.store.redis;

    provides TokenStoreProvider with
            RedisTokenStoreProvider;
}
