package dev.safeconduct.it.keycloak;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Goes through Keycloak's own pages as a user does: name and password, and the consent page if there is one.
 *
 * <p>In: a browser, an authorization URL of Keycloak, and the user's name and password. Out: the URL to which Keycloak
 * sent the browser in the end.
 */
public final class KeycloakLoginPage {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String PASSWORD = "#password";
    private static final String SUBMIT = "#kc-login";
    private static final String CONSENT = "[name=accept]";
    private static final String DENIAL = "[name=cancel]";
    private static final String ERRORS =
            "#input-error, #input-error-username, #input-error-password, #kc-error-message";

    private KeycloakLoginPage() {}

    /**
     * Opens {@code authorizationUrl}, signs in, consents if asked, and returns the first URL that is not Keycloak's.
     * If the browser is already signed in, no password is asked for. The URL is returned even if nothing listens there
     * any more.
     *
     * @throws IllegalStateException if Keycloak shows an error, refuses the password, or shows a page that is neither a
     *     login nor a consent page; the message names the page, and a screenshot of it is in {@code target}
     */
    public static String signIn(Chromium chromium, String authorizationUrl, String user, String password) {
        return goThrough(chromium, authorizationUrl, user, password, CONSENT);
    }

    /**
     * As {@link #signIn}, for a client that needs the user's consent, which is denied.
     *
     * @throws IllegalStateException as {@link #signIn} does
     */
    public static String deny(Chromium chromium, String authorizationUrl, String user, String password) {
        return goThrough(chromium, authorizationUrl, user, password, DENIAL);
    }

    private static String goThrough(
            Chromium chromium, String authorizationUrl, String user, String password, String answer) {
        String keycloak = URI.create(authorizationUrl).resolve("/").toString();
        boolean submitted = false;
        boolean answered = false; // a page that is left may still be there for a moment after the click
        long deadline = System.nanoTime() + LIMIT.toNanos();
        open(chromium, authorizationUrl, keycloak);
        while (System.nanoTime() < deadline) {
            String url = chromium.currentUrl();
            if (!url.startsWith(keycloak)) {
                return url;
            }
            String error = chromium.text(ERRORS).orElse("");
            if (!error.isBlank()) {
                throw failure(chromium, "Keycloak says \"" + error.strip() + "\"");
            }
            if (!answered && chromium.has(answer)) {
                chromium.click(answer);
                answered = true;
            } else if (!submitted && chromium.has(PASSWORD)) {
                chromium.type("#username", user);
                chromium.type(PASSWORD, password);
                chromium.click(SUBMIT);
                submitted = true;
            } else {
                pause();
            }
        }
        throw failure(chromium, "Keycloak sent the browser nowhere within " + LIMIT);
    }

    /** With a session from before, this leads to the redirect at once, which may have nobody listening any more. */
    private static void open(Chromium chromium, String authorizationUrl, String keycloak) {
        try {
            chromium.open(authorizationUrl);
        } catch (IllegalStateException e) {
            if (chromium.currentUrl().startsWith(keycloak)) {
                throw e;
            }
        }
    }

    private static IllegalStateException failure(Chromium chromium, String what) {
        Path picture = Path.of("target", "keycloak-login-page.png").toAbsolutePath();
        chromium.screenshot(picture);
        return new IllegalStateException(what + " on the page \"" + chromium.title() + "\" at " + chromium.currentUrl()
                + "; screenshot: " + picture);
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
