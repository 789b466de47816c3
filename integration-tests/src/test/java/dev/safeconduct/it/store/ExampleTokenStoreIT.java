package dev.safeconduct.it.store;

import dev.safeconduct.it.TemporaryFolders;
import dev.safeconduct.spi.TokenStoreProvider;
import dev.safeconduct.testkit.MapProviderConfig;
import dev.safeconduct.testkit.TokenStoreContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The store of {@code examples} keeps the contract. */
class ExampleTokenStoreIT extends TokenStoreContract {

    private static final URLClassLoader LOADER = loader();

    private static URLClassLoader loader() {
        try {
            URL jar =
                    ExampleStore.jar(TemporaryFolders.create("example")).toUri().toURL();
            return new URLClassLoader(new URL[] {jar}, ExampleTokenStoreIT.class.getClassLoader());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeAll
    static void onTheClassPath() {
        Thread.currentThread().setContextClassLoader(LOADER);
    }

    @AfterAll
    static void close() throws IOException {
        Thread.currentThread().setContextClassLoader(ExampleTokenStoreIT.class.getClassLoader());
        LOADER.close();
    }

    @Override
    protected TokenStoreProvider provider() {
        return ServiceLoader.load(TokenStoreProvider.class, LOADER).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals("example"))
                .findFirst()
                .orElseThrow();
    }

    @Override
    protected MapProviderConfig freshStorage() {
        return MapProviderConfig.of(Map.of());
    }
}
