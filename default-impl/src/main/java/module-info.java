import org.jspecify.annotations.NullMarked;

/** The OAuth client. */
@NullMarked
module dev.safeconduct.client {
    requires transitive dev.safeconduct.spi;
    requires transitive java.net.http;
    requires com.fasterxml.jackson.core;
    requires org.slf4j;
    // To verify ID tokens; where it is not resolved they are left out.
    requires static com.auth0.jwt;
    requires static transitive org.jspecify;

    exports dev.safeconduct.client;
    exports dev.safeconduct.client.muster;
    exports dev.safeconduct.client.oauth;
    exports dev.safeconduct.client.request;

    uses dev.safeconduct.spi.TokenStoreProvider;
    uses dev.safeconduct.spi.BrowserOpenerProvider;
    uses dev.safeconduct.spi.MetadataDiscoveryProvider;

    provides dev.safeconduct.spi.BrowserOpenerProvider with
            dev.safeconduct.client.internal.browser.CommandBrowserProvider,
            dev.safeconduct.client.internal.browser.PrintBrowserProvider,
            dev.safeconduct.client.internal.browser.SystemBrowserProvider;
    provides dev.safeconduct.spi.MetadataDiscoveryProvider with
            dev.safeconduct.client.internal.discovery.StaticMetadataDiscoveryProvider;
}
