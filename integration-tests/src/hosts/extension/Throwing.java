import dev.safeconduct.spi.BrowserOpener;
import dev.safeconduct.spi.BrowserOpenerProvider;
import dev.safeconduct.spi.MetadataDiscovery;
import dev.safeconduct.spi.MetadataDiscoveryProvider;
import dev.safeconduct.spi.ProviderConfig;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStoreProvider;
import java.lang.reflect.Proxy;

/** An extension that is broken: each call of what it provides ends in an exception. */
public final class Throwing {

    private Throwing() {}

    private static <T> T of(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
            throw new IllegalStateException("made-by-the-test");
        }));
    }

    public static final class Store implements TokenStoreProvider {
        @Override
        public String name() {
            return "throwing";
        }

        @Override
        public TokenStore create(ProviderConfig config) {
            return of(TokenStore.class);
        }
    }

    public static final class Opener implements BrowserOpenerProvider {
        @Override
        public String name() {
            return "throwing";
        }

        @Override
        public BrowserOpener create(ProviderConfig config) {
            return of(BrowserOpener.class);
        }
    }

    public static final class Discovery implements MetadataDiscoveryProvider {
        @Override
        public String name() {
            return "throwing";
        }

        @Override
        public MetadataDiscovery create(ProviderConfig config) {
            return of(MetadataDiscovery.class);
        }
    }

    /** Its store is opened, and then nothing can be read in it. */
    public static final class Later implements TokenStoreProvider {
        @Override
        public String name() {
            return "throwing";
        }

        @Override
        public TokenStore create(ProviderConfig config) {
            TokenStore store = of(TokenStore.class);
            return (TokenStore) Proxy.newProxyInstance(
                    Throwing.class.getClassLoader(), new Class<?>[] {TokenStore.class}, (proxy, method, arguments) ->
                            switch (method.getName()) {
                                case "reach" -> TokenStore.Reach.values()[0];
                                case "close" -> null;
                                default -> store.read("");
                            });
        }
    }

    public static final class Unmade implements TokenStoreProvider {
        @Override
        public String name() {
            return "throwing";
        }

        @Override
        public TokenStore create(ProviderConfig config) {
            throw new IllegalStateException("made-by-the-test");
        }
    }
}
