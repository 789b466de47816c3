import dev.safeconduct.spi.TokenStoreProvider;
import dev.safeconduct.store.jdbc.JdbcTokenStoreProvider;
import java.sql.Driver;
import org.jspecify.annotations.NullMarked;

/** A token store on PostgreSQL, MariaDB or H2. */
@NullMarked
module dev.safeconduct.store.jdbc {
    requires transitive dev.safeconduct.spi;
    requires transitive java.sql;
    requires static transitive org.jspecify;

    exports dev.safeconduct.store.jdbc;

    uses Driver;

    provides TokenStoreProvider with
            JdbcTokenStoreProvider;
}
