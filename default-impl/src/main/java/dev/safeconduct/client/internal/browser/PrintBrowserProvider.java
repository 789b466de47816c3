package dev.safeconduct.client.internal.browser;

import dev.safeconduct.spi.BrowserOpener;
import dev.safeconduct.spi.BrowserOpenerProvider;
import dev.safeconduct.spi.ProviderConfig;

/** Writes the address to standard error. */
public final class PrintBrowserProvider implements BrowserOpenerProvider {

    /** For {@link java.util.ServiceLoader}. */
    public PrintBrowserProvider() {}

    @Override
    public String name() {
        return "print";
    }

    @Override
    public BrowserOpener create(ProviderConfig config) {
        return new PrintBrowser(() -> System.err);
    }
}
