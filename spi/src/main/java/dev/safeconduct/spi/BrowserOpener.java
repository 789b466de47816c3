package dev.safeconduct.spi;

import java.io.IOException;

/** Brings a person to the authorization endpoint. */
public interface BrowserOpener {

    /**
     * Opens the login page, or fails and says why. Does not wait for the person, and not for a browser to end.
     *
     * <p>The URI is {@code http} or {@code https}, canonical ASCII, and not to be passed through a shell. Called from
     * any thread.
     *
     * @throws IOException if nothing was opened; the message says why, in words for the person
     */
    void open(LoginPrompt prompt) throws IOException;
}
