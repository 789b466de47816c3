package dev.safeconduct.it.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Takes the pictures of the documentation, of what a person sees after a login and after one that was denied, in light
 * and dark. Its name is that of no test, so that it runs when it is asked for only: {@code mvn verify -Pfull
 * -Dit.test=CallbackPageScreenshots -Dscreenshots.dir=<folder>}.
 */
@Tag("full")
class CallbackPageScreenshots {
    private static final Duration PAGE_LIMIT = Duration.ofSeconds(30);

    @Test
    void take_pictures() {
        String folder = System.getProperty("screenshots.dir");
        assertThat(folder).as("the system property screenshots.dir").isNotNull();
        try (Chromium chromium = Chromium.start();
                KeycloakServer keycloak = KeycloakServer.start();
                JwtProtectedResource resource =
                        JwtProtectedResource.start(keycloak.issuer(), KeycloakServer.AUDIENCE)) {
            chromium.resize(760, 660);
            afterLogin(chromium, resource, Path.of(folder, "login-done"));
            afterDenial(chromium, resource, Path.of(folder, "login-denied"));
        }
    }

    private static void afterLogin(Chromium chromium, JwtProtectedResource resource, Path picture) {
        try (AgentHome home = AgentHome.create()) {
            AgentRun login = home.command("login", resource.url());
            KeycloakLoginPage.signIn(chromium, home.awaitOpened(login), KeycloakServer.USER, KeycloakServer.PASSWORD);
            chromium.awaitElement("main.good", PAGE_LIMIT);
            take(chromium, picture);
            assertThat(login.awaitEnd().exitCode()).isZero();
        }
    }

    private static void afterDenial(Chromium chromium, JwtProtectedResource resource, Path picture) {
        try (AgentHome home = AgentHome.create()) {
            AgentRun login = home.command("login", resource.url());
            KeycloakLoginPage.deny(chromium, home.awaitOpened(login), KeycloakServer.USER, KeycloakServer.PASSWORD);
            chromium.awaitElement("main.bad", PAGE_LIMIT);
            take(chromium, picture);
            assertThat(login.awaitEnd().exitCode()).isEqualTo(3);
        }
    }

    private static void take(Chromium chromium, Path picture) {
        for (String scheme : List.of("light", "dark")) {
            chromium.preferColorScheme(scheme);
            chromium.screenshot(picture.resolveSibling(picture.getFileName() + "-" + scheme + ".png"));
        }
    }
}
