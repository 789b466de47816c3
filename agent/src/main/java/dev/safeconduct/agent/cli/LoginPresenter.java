package dev.safeconduct.agent.cli;

import dev.safeconduct.spi.BrowserOpener;
import dev.safeconduct.spi.LoginPrompt;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Brings the address of the login page, or a code for another device, before the person: in words, then in the browser. */
final class LoginPresenter implements BrowserOpener {

    private final Console console;
    private final LoginOptions options;
    private final @Nullable BrowserOpener browser;
    private volatile @Nullable LoginPrompt prompt;
    private volatile boolean hasBrowser;

    /** @param browser what opens the address; null to leave that to the person */
    LoginPresenter(Console console, LoginOptions options, @Nullable BrowserOpener browser) {
        this.console = console;
        this.options = options;
        this.browser = browser;
    }

    @Override
    public void open(LoginPrompt login) {
        String code = login.userCode();
        if (code == null) {
            openPage(login);
            prompt = login;
        } else {
            console.tell("To log in to " + login.server() + ", open this address on any device:\n\n  "
                    + login.uri().toASCIIString() + "\n\nand enter the code  " + code + "\n");
            prompt = prompt == null ? login : prompt; // of a login page, the address is still needed
        }
    }

    private void openPage(LoginPrompt login) {
        // First of all: whether a browser is going to show it is not known yet.
        if (!console.isQuiet()) {
            announce(login);
        }
        warnOfPort(login.uri());
        String failure = show(login);
        if (console.isQuiet() && (browser == null || failure != null)) {
            announce(login);
        }
        if (failure != null) {
            console.tell(failure);
        }
        console.say("If the browser cannot come back to this machine, paste the address that it ends at here.");
        hasBrowser = browser != null && failure == null;
    }

    private void announce(LoginPrompt login) {
        console.tell("To log in to " + login.server() + ", open this address:\n\n  "
                + login.uri().toASCIIString() + "\n");
    }

    /** Why the browser does not show it, in words; null if it does, or is not asked to. */
    private @Nullable String show(LoginPrompt login) {
        try {
            if (browser != null) {
                browser.open(login);
            }
            return null;
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Whether a browser on this machine shows the login page, as far as can be told. */
    boolean hasBrowser() {
        return hasBrowser;
    }

    /** What was presented; null if it was not yet. */
    @Nullable LoginPrompt prompt() {
        return prompt;
    }

    /** The redirect URI of the login page; null if none was presented. */
    @Nullable URI redirectUri() {
        LoginPrompt login = prompt;
        return login == null ? null : redirectUri(login.uri());
    }

    private void warnOfPort(URI address) {
        URI redirect = redirectUri(address);
        if (redirect == null || options.callbackPort == null || options.callbackPort.equals("0")) {
            return;
        }
        if (!options.callbackPort.equals(String.valueOf(redirect.getPort()))) {
            console.say("The client is registered for the port " + redirect.getPort() + ", so --callback-port "
                    + options.callbackPort + " does not count.");
        }
    }

    private static @Nullable URI redirectUri(URI address) {
        String query = address.getRawQuery() == null ? "" : address.getRawQuery();
        for (String pair : query.split("&", -1)) {
            if (pair.startsWith("redirect_uri=")) {
                String value = pair.substring("redirect_uri=".length());
                return URI.create(URLDecoder.decode(value, StandardCharsets.UTF_8));
            }
        }
        return null;
    }
}
