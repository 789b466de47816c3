import dev.safeconduct.spi.TokenStoreProvider;
import org.jspecify.annotations.NullMarked;

/** Contract tests and fakes for providers. */
@NullMarked
module dev.safeconduct.testkit {
    requires transitive java.sql;
    requires transitive dev.safeconduct.spi;
    requires transitive org.assertj.core;
    requires transitive org.junit.jupiter.api;
    requires transitive org.junit.jupiter.params;
    requires static transitive org.jspecify;

    exports dev.safeconduct.testkit;
    exports dev.safeconduct.testkit.client;
    exports dev.safeconduct.testkit.server;

    uses TokenStoreProvider;
}
