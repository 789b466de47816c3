import dev.safeconduct.spi.TokenStoreProvider;
import dev.safeconduct.store.memory.MemoryTokenStoreProvider;
import org.jspecify.annotations.NullMarked;

/** A token store in memory. */
@NullMarked
module dev.safeconduct.store.memory {
    requires transitive dev.safeconduct.spi;
    requires static transitive org.jspecify;

    exports dev.safeconduct.store.memory;

    provides TokenStoreProvider with
            MemoryTokenStoreProvider;
}
