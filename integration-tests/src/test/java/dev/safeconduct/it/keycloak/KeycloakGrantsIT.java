package dev.safeconduct.it.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.Jdk;
import dev.safeconduct.it.keycloak.AgentRun.Ended;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Other ways to log in at Keycloak: a code for another device (RFC 8628), and a pushed request (RFC 9126). */
@Tag("full")
class KeycloakGrantsIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern PAGE = Pattern.compile("(?m)^  (http\\S+)$");
    private static final Pattern CODE = Pattern.compile("enter the code  (\\S+)");

    private static KeycloakServer keycloak;
    private static CallingProgram program;

    private Chromium chromium;
    private JwtProtectedResource resource;
    private AgentHome home;

    @BeforeAll
    static void start() {
        program = CallingProgram.compile();
        keycloak = KeycloakServer.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (keycloak != null) {
            keycloak.close();
        }
        if (program != null) {
            program.close();
        }
    }

    @BeforeEach
    void makeHome() {
        chromium = Chromium.start();
        resource = JwtProtectedResource.start(keycloak.issuer(), KeycloakServer.AUDIENCE);
        home = AgentHome.create();
    }

    @AfterEach
    void removeHome() throws Exception {
        home.close();
        resource.close();
        chromium.close();
    }

    @Test
    void code_is_entered_in_another_browser_and_programs_go_on() {
        AgentRun login = home.command("login", resource.url(), "--device");
        String code = found(login, CODE);
        String page = found(login, PAGE);
        assertThat(page).startsWith(keycloak.issuer() + "/device");

        chromium.open(page + "?user_code=" + code);
        chromium.awaitElement("#password", LIMIT);
        chromium.type("#username", KeycloakServer.USER);
        chromium.type("#password", KeycloakServer.PASSWORD);
        chromium.click("#kc-login");
        chromium.awaitElement("[name=accept]", LIMIT);
        chromium.click("[name=accept]");

        assertLoggedIn(login.awaitEnd());
        assertThat(home.opened()).isEmpty();
        assertThat(home.login().refreshToken()).isNotEmpty();
        assertReachesTheApi();
    }

    @Test
    void request_is_pushed_before_the_page_is_opened() {
        home.configure("safeconduct.server.api.url=" + resource.url(), "safeconduct.server.api.par=always");
        AgentRun login = home.command("login", resource.url());
        String page = home.awaitOpened(login);
        assertThat(page).contains("request_uri=").doesNotContain("redirect_uri");

        KeycloakLoginPage.signIn(chromium, page, KeycloakServer.USER, KeycloakServer.PASSWORD);

        assertLoggedIn(login.awaitEnd());
        assertReachesTheApi();
    }

    @Test
    void browser_that_is_logged_in_is_asked_nothing() {
        // A login with offline_access ends Keycloak's session of the browser; a configured scope asks for none.
        home.configure("safeconduct.server.api.url=" + resource.url(), "safeconduct.server.api.scope=openid");
        AgentRun first = home.command("login", resource.url());
        KeycloakLoginPage.signIn(chromium, home.awaitOpened(first), KeycloakServer.USER, KeycloakServer.PASSWORD);
        assertLoggedIn(first.awaitEnd());

        AgentRun silent = home.command("login", resource.url(), "--silent", "--force");
        String page = Await.value("second page", LIMIT, () -> home.opened().stream()
                .filter(opened -> opened.contains("prompt=none"))
                .findFirst());
        chromium.open(page);

        assertLoggedIn(silent.awaitEnd());
        assertThat(home.opened()).hasSize(2);
    }

    private static String found(AgentRun run, Pattern pattern) {
        return Await.value(pattern.pattern(), LIMIT, () -> {
            Matcher matcher = pattern.matcher(run.errorsSoFar());
            if (!run.isAlive()) {
                throw new IllegalStateException("it has ended:\n" + run.errorsSoFar());
            }
            return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
        });
    }

    private static void assertLoggedIn(Ended login) {
        assertThat(login.exitCode()).as(login.errors()).isZero();
    }

    private void assertReachesTheApi() {
        Ended ended = home.program(Jdk.running(), resource.url().toString(), program, resource.url())
                .awaitEnd();
        assertThat(ended.output()).as(ended.errors()).startsWith("HTTP 200 ");
    }
}
