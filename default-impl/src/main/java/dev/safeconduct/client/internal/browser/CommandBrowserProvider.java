package dev.safeconduct.client.internal.browser;

import dev.safeconduct.spi.BrowserOpener;
import dev.safeconduct.spi.BrowserOpenerProvider;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.ProviderConfig;

/** The command in {@code safeconduct.browser.command}. */
public final class CommandBrowserProvider implements BrowserOpenerProvider {

    /** For {@link java.util.ServiceLoader}. */
    public CommandBrowserProvider() {}

    @Override
    public String name() {
        return "command";
    }

    @Override
    public BrowserOpener create(ProviderConfig config) throws OAuthException {
        return CommandBrowser.of(CommandBrowser.KEY, config.get(CommandBrowser.KEY), SystemBrowser.isWindows());
    }
}
