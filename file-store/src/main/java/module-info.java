import dev.safeconduct.spi.TokenStoreProvider;
import dev.safeconduct.store.file.FileTokenStoreProvider;
import org.jspecify.annotations.NullMarked;

/** A token store on files. */
@NullMarked
module dev.safeconduct.store.file {
    requires transitive dev.safeconduct.spi;
    requires static transitive org.jspecify;

    exports dev.safeconduct.store.file;

    provides TokenStoreProvider with
            FileTokenStoreProvider;
}
