package dev.safeconduct.client.internal.browser;

import dev.safeconduct.spi.BrowserOpener;
import dev.safeconduct.spi.BrowserOpenerProvider;
import dev.safeconduct.spi.ProviderConfig;

/** The operating system's browser. */
public final class SystemBrowserProvider implements BrowserOpenerProvider {

    /** For {@link java.util.ServiceLoader}. */
    public SystemBrowserProvider() {}

    @Override
    public String name() {
        return "system";
    }

    @Override
    public BrowserOpener create(ProviderConfig config) {
        return SystemBrowser.ofThisProcess();
    }
}
