package dev.safeconduct.it.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.it.LibrarySource;
import dev.safeconduct.it.TemporaryFolders;
import dev.safeconduct.it.keycloak.JwtProtectedResource.Call;
import dev.safeconduct.testkit.FreePort;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * {@code examples/WebApplication.java} with two users, each in a browser of their own, at Keycloak: no user gets the
 * other's token, and none can complete the other's login.
 */
@Tag("full")
class WebApplicationIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String ALICE = KeycloakServer.USER;
    private static final String BOB = "bob";

    private static KeycloakServer keycloak;
    private static Path classes;

    private final JwtProtectedResource api = JwtProtectedResource.start(keycloak.issuer(), KeycloakServer.AUDIENCE);
    private final Path home = TemporaryFolders.create("home");
    private final int port = FreePort.find();
    private final String base = "http://127.0.0.1:" + port + "/";
    private Chromium alices;
    private Chromium bobs;
    private HostJvm application;

    @BeforeAll
    static void startKeycloak() {
        classes = LibrarySource.example("WebApplication");
        keycloak = KeycloakServer.start(WebApplicationIT::addBob);
    }

    @AfterAll
    static void stopKeycloak() {
        keycloak.close();
    }

    private static void addBob(ObjectNode realm) {
        ArrayNode users = (ArrayNode) realm.get("users");
        ObjectNode bob = users.get(0).deepCopy();
        bob.put("username", BOB).put("email", "bob@example.test");
        ((ObjectNode) bob.get("credentials").get(0)).put("value", BOB + "-password");
        users.add(bob);
        realm.put("accessTokenLifespan", 600);
    }

    @BeforeEach
    void startApplicationAndBrowsers() {
        startApplication();
        alices = Chromium.start();
        bobs = Chromium.start();
    }

    @AfterEach
    void stopAll() {
        stopApplication();
        Stream.of(alices, bobs).filter(browser -> browser != null).forEach(Chromium::close);
        api.close();
    }

    @Test
    void two_users_who_log_in_at_the_same_time_see_their_own_data_alone() {
        alices.open(base);
        bobs.open(base);
        signIn(bobs, BOB);
        assertShows(bobs, BOB);
        signIn(alices, ALICE);
        assertShows(alices, ALICE);
        for (int i = 0; i < 2; i++) {
            assertStillShows(bobs, BOB);
            assertStillShows(alices, ALICE);
        }
        restart();
        assertStillShows(alices, ALICE);
        assertStillShows(bobs, BOB);

        alices.click("button");
        alices.awaitElement("a", LIMIT);
        assertThat(alices.text("main")).hasValue("You are logged out.");
        assertStillShows(bobs, BOB);
        alices.open(base); // her token is gone, here and at Keycloak
        signIn(alices, ALICE);
        assertShows(alices, ALICE);
    }

    @Test
    void response_to_a_login_works_in_no_other_browser_and_then_in_its_own_after_a_restart_once() {
        String stolen = responseOf(alices, ALICE);
        bobs.open(stolen);
        assertRefused(bobs, "The login was begun in another browser");
        bobs.open(base); // he has not become her
        signIn(bobs, BOB);
        assertShows(bobs, BOB);
        bobs.open(stolen);
        assertRefused(bobs, "The login was begun in another browser");
        assertStillShows(bobs, BOB);
        assertThat(calls(ALICE)).isEmpty();

        alices.open(stolen);
        assertThat(alices.currentUrl()).as("without the code").isEqualTo(base);
        assertShows(alices, ALICE);
        for (Chromium browser : List.of(alices, bobs)) {
            browser.open(stolen);
            assertRefused(browser, "The response is to no login that is waiting");
        }
        assertStillShows(alices, ALICE);
        assertStillShows(bobs, BOB);
    }

    /** Else what a victim does in the application would happen in the attacker's name. */
    @Test
    void user_is_not_logged_in_as_another_by_a_link_to_that_ones_response() {
        alices.open(base);
        String planted = responseOf(bobs, BOB);
        alices.open(planted);
        assertRefused(alices, "The login was begun in another browser");
        alices.open(base);
        signIn(alices, ALICE);
        assertShows(alices, ALICE);
        assertThat(calls(BOB)).isEmpty();
    }

    @Test
    void of_two_logins_in_one_browser_the_later_one_completes() {
        alices.open(base);
        String earlier = alices.currentUrl();
        alices.open(base);
        signIn(alices, ALICE);
        assertShows(alices, ALICE);
        alices.open(earlier);
        signIn(alices, ALICE);
        assertRefused(alices, "The login was begun in another browser");
        assertStillShows(alices, ALICE);
    }

    // Steps

    private void startApplication() {
        application = HostProgram.java(
                        Jdk.JDK_17,
                        List.of(
                                "-cp",
                                classes + File.pathSeparator + LibrarySource.library(),
                                "WebApplication",
                                Integer.toString(port),
                                api.url().toString()))
                .home(home)
                .start();
        assertThat(application.nextLine()).containsExactly(base);
    }

    private void stopApplication() {
        application.close();
        application.awaitEnd();
    }

    private void restart() {
        stopApplication();
        startApplication();
    }

    /** Goes through Keycloak's page, which the browser shows. */
    private static String signIn(Chromium browser, String user) {
        return KeycloakLoginPage.signIn(browser, browser.currentUrl(), user, user + "-password");
    }

    /** Begins a login, and keeps the response from the application, which is down meanwhile. */
    private String responseOf(Chromium browser, String user) {
        browser.open(base);
        stopApplication();
        String response = signIn(browser, user);
        startApplication();
        assertThat(response).startsWith(base + "callback?").contains("code=", "state=");
        return response;
    }

    private List<Call> calls(String user) {
        return api.calls().stream()
                .filter(call -> call.status() == 200)
                .filter(call ->
                        call.token().getClaim("preferred_username").asString().equals(user))
                .toList();
    }

    // Expectations

    private void assertStillShows(Chromium browser, String user) {
        browser.open(base);
        assertShows(browser, user);
    }

    /** The page has the user's own subject, of a call that was made with the user's own token. */
    private void assertShows(Chromium browser, String user) {
        browser.awaitElement("button", LIMIT);
        List<Call> calls = calls(user);
        assertThat(calls).as(application.err()).isNotEmpty();
        String subject = calls.get(calls.size() - 1).token().getSubject();
        assertThat(browser.text("main")).hasValue("200 {\"subject\":\"" + subject + "\"}");
        assertThat(browser.currentUrl()).isEqualTo(base);
    }

    private static void assertRefused(Chromium browser, String reason) {
        browser.awaitElement("a", LIMIT);
        assertThat(browser.text("main").orElse("")).startsWith(reason);
        assertThat(browser.title()).isEqualTo("400");
    }
}
