package dev.safeconduct.it.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.it.keycloak.AgentRun.Ended;
import dev.safeconduct.it.keycloak.JwtProtectedResource.Call;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The packed agent against a real authorization server: Keycloak, where a headless Chromium signs in on Keycloak's own
 * pages, and a resource server that checks the tokens.
 */
@Tag("full")
class KeycloakIT {
    /** So short that a test can wait for the end of it. */
    private static final Duration SHORT = Duration.ofSeconds(8);
    /** So long that no token ends, or is renewed early, while a test runs. */
    private static final Duration LONG = Duration.ofMinutes(30);

    private static final Duration PAGE_LIMIT = Duration.ofSeconds(30);
    private static final String REFRESHED = "REFRESH_TOKEN";
    private static final String REFRESH_REFUSED = "REFRESH_TOKEN_ERROR";

    private static KeycloakServer keycloak;
    private static Chromium chromium;
    private static CallingProgram program;

    private JwtProtectedResource resource;
    private AgentHome home;

    @BeforeAll
    static void start() {
        program = CallingProgram.compile();
        chromium = Chromium.start();
        keycloak = KeycloakServer.start(KeycloakIT::recordRefreshes);
    }

    @AfterAll
    static void stop() {
        Stream.of(keycloak, chromium, program).forEach(KeycloakIT::closeIfThere);
    }

    @BeforeEach
    void makeHome() {
        resource = JwtProtectedResource.start(keycloak.issuer(), KeycloakServer.AUDIENCE);
        home = AgentHome.create();
    }

    @AfterEach
    void removeHome() {
        Stream.of(home, resource).forEach(KeycloakIT::closeIfThere);
    }

    @Test
    void one_person_logs_in_once_and_programs_go_on_without_until_the_logout() throws IOException {
        keycloak.setAccessTokenLifespan(SHORT);
        logIn();
        assertStoreIsPrivate();
        StoredLogin first = home.login();
        assertThat(first.idToken().getAudience()).containsExactly(first.clientId());
        assertThat(first.idToken().getClaim("nonce").asString()).hasSize(43);
        assertThat(first.idToken().getClaim("email").asString()).isEqualTo("alice@example.test");

        for (Jdk jdk : Jdk.values()) {
            assertReachesTheApi(callWithUrl(jdk.java()));
        }
        assertThat(lastCall().token().getClaim("preferred_username").asString()).isEqualTo(KeycloakServer.USER);
        assertThat(lastCall().token().getClaim("azp").asString()).isEqualTo(first.clientId());
        assertStatusIsConnected();
        assertThat(tokenPrinted()).isEqualTo(home.login().tokenId());

        keycloak.setAccessTokenLifespan(LONG);
        StoredLogin old = home.login();
        awaitExpiry(old);
        assertReachesTheApi(callWithUrl(Jdk.running()));
        StoredLogin renewed = home.login();
        assertThat(lastCall().tokenId()).isEqualTo(renewed.tokenId()).isNotEqualTo(old.tokenId());
        assertThat(renewed.refreshToken()).isNotEmpty().isNotEqualTo(old.refreshToken());
        assertThat(renewed.idToken().getIssuedAt())
                .as("of the refresh")
                .isAfter(first.idToken().getIssuedAt());
        assertThat(renewed.idToken().getSubject()).isEqualTo(first.idToken().getSubject());
        assertThat(home.opened()).as("the login's browser is the only one").hasSize(1);

        logOut(renewed);
        assertLoginIsNeeded();
    }

    @Test
    void four_programs_at_once_refresh_once_for_the_configured_client() {
        home.configure(
                "safeconduct.server.api.url=" + resource.url(),
                "safeconduct.server.api.client-id=" + KeycloakServer.PUBLIC_CLIENT);
        keycloak.setAccessTokenLifespan(SHORT);
        logIn();
        StoredLogin old = home.login();
        assertThat(old.clientId()).isEqualTo(KeycloakServer.PUBLIC_CLIENT);

        keycloak.setAccessTokenLifespan(LONG);
        awaitExpiry(old);
        List<AgentRun> runs =
                Stream.generate(() -> call(Jdk.running())).limit(4).toList();
        runs.forEach(KeycloakIT::assertReachesTheApi);
        StoredLogin renewed = home.login();
        assertThat(resource.calls().stream()
                        .filter(call -> call.status() == 200)
                        .map(Call::tokenId))
                .hasSize(4)
                .containsOnly(renewed.tokenId());
        assertThat(events(REFRESHED, old)).hasSize(1);

        // Keycloak ends the whole login where a refresh token comes twice, so this shows that none did.
        resource.refuse(renewed.tokenId());
        assertReachesTheApi(call(Jdk.running()));
        assertThat(lastCall().tokenId()).isEqualTo(home.login().tokenId()).isNotEqualTo(renewed.tokenId());
        assertThat(events(REFRESHED, old)).hasSize(2);
        assertThat(events(REFRESH_REFUSED, old)).isEmpty();
        assertThat(home.opened()).as("the login's browser is the only one").hasSize(1);

        logOut(home.login());
    }

    @Test
    void service_needs_nobody() {
        keycloak.setAccessTokenLifespan(LONG);
        home.environment("SAFECONDUCT__SERVER__API__URL", resource.url().toString());
        home.environment("SAFECONDUCT__SERVER__API__GRANT", "client_credentials");
        home.environment("SAFECONDUCT__SERVER__API__CLIENT_ID", KeycloakServer.SERVICE_CLIENT);
        home.environment("SAFECONDUCT__SERVER__API__CLIENT_SECRET", KeycloakServer.SERVICE_SECRET);

        assertReachesTheApi(call(Jdk.running()));
        assertThat(lastCall().token().getClaim("azp").asString()).isEqualTo(KeycloakServer.SERVICE_CLIENT);
        String tokenId = lastCall().tokenId();
        assertReachesTheApi(call(Jdk.running()));
        assertThat(lastCall().tokenId()).as("the stored token is used again").isEqualTo(tokenId);
        assertThat(home.opened()).isEmpty();
    }

    @Test
    void denial_ends_the_login_and_the_page_says_so() {
        AgentRun login = home.command("login", resource.url());
        KeycloakLoginPage.deny(chromium, home.awaitOpened(login), KeycloakServer.USER, KeycloakServer.PASSWORD);
        chromium.awaitElement("main.bad", PAGE_LIMIT);
        assertThat(chromium.text("main").orElse("")).contains("The login was denied");
        assertThat(chromium.text("blockquote"))
                .as("Keycloak says no more than the code")
                .isEmpty();
        Ended ended = login.awaitEnd();
        assertThat(ended.exitCode()).as(ended.errors()).isEqualTo(3);
        assertThat(home.logins()).isEmpty();
    }

    @Test
    void page_that_is_closed_ends_the_login_in_time() {
        AgentRun login = home.command("login", resource.url(), "--timeout", "3s");
        chromium.open(home.awaitOpened(login));
        chromium.open("about:blank");
        Ended ended = login.awaitEnd();
        assertThat(ended.exitCode()).as(ended.errors()).isEqualTo(3);
        assertThat(home.logins()).isEmpty();
    }

    @Test
    void browser_that_is_logged_in_is_asked_nothing() {
        keycloak.setAccessTokenLifespan(LONG);
        // A login with offline_access ends Keycloak's session of the browser; a configured scope asks for none.
        home.configure("safeconduct.server.api.url=" + resource.url(), "safeconduct.server.api.scope=openid");
        logIn();

        AgentRun silent = home.command("login", resource.url(), "--silent", "--force");
        String page = Await.value("second page", PAGE_LIMIT, () -> home.opened().stream()
                .filter(opened -> opened.contains("prompt=none"))
                .findFirst());
        chromium.open(page);

        Ended ended = silent.awaitEnd();
        assertThat(ended.exitCode()).as(ended.errors()).isZero();
        assertThat(home.opened()).hasSize(2);
    }

    // Steps

    private void logIn() {
        AgentRun login = home.command("login", resource.url());
        KeycloakLoginPage.signIn(chromium, home.awaitOpened(login), KeycloakServer.USER, KeycloakServer.PASSWORD);
        chromium.awaitElement("main.good", PAGE_LIMIT);
        assertThat(chromium.text("main").orElse("")).contains(resource.url().toString());
        Ended ended = login.awaitEnd();
        assertThat(ended.exitCode()).as(ended.errors()).isZero();
        assertThat(ended.output())
                .as("a secret goes to standard output only where it was asked for")
                .isEmpty();
    }

    /** With what is configured. */
    private AgentRun call(Path java) {
        return home.program(java, program, resource.url());
    }

    /** With nothing configured but the server's URL. */
    private AgentRun callWithUrl(Path java) {
        return home.program(java, resource.url().toString(), program, resource.url());
    }

    private void logOut(StoredLogin login) {
        Ended logout = home.command("logout", resource.url()).awaitEnd();
        assertThat(logout.exitCode()).as(logout.errors()).isZero();
        assertThat(login.file()).doesNotExist();
        assertThat(home.logins()).isEmpty();
        // One that was registered has a secret, which is not told here; the configured client's login is tried.
        assertThat(keycloak.errorOfRefresh(login.clientId(), login.refreshToken()))
                .isEqualTo(
                        login.clientId().equals(KeycloakServer.PUBLIC_CLIENT)
                                ? "invalid_grant"
                                : "unauthorized_client");
    }

    private void awaitExpiry(StoredLogin login) {
        Await.value("end of the token", SHORT.multipliedBy(2), () -> Optional.of(Instant.now())
                .filter(now -> now.isAfter(login.expiresAt())));
    }

    /** The identifier of the token that the command line prints. */
    private String tokenPrinted() {
        Ended token = home.command("token", resource.url()).awaitEnd();
        assertThat(token.exitCode()).as(token.errors()).isZero();
        assertThat(token.output().lines()).hasSize(1);
        return JWT.decode(token.output().strip()).getId();
    }

    private Call lastCall() {
        List<Call> calls = resource.calls();
        return calls.get(calls.size() - 1);
    }

    /** What Keycloak has recorded for the client of a login. */
    private static List<JsonNode> events(String type, StoredLogin login) {
        return keycloak.events(type).stream()
                .filter(event -> event.path("clientId").asText().equals(login.clientId()))
                .toList();
    }

    // Expectations

    private static void assertReachesTheApi(AgentRun run) {
        Ended ended = run.awaitEnd();
        assertThat(ended.output()).as(ended.errors()).startsWith("HTTP 200 ");
        assertThat(ended.errors()).isEmpty();
        assertThat(ended.exitCode()).isZero();
    }

    private void assertStatusIsConnected() {
        Ended status = home.command("status").awaitEnd();
        assertThat(status.exitCode()).as(status.output() + status.errors()).isZero();
        assertThat(status.output()).contains(resource.url().toString()).contains("connected");
    }

    /** The program gets the server's 401, and the person one line with the command; no browser opens. */
    private void assertLoginIsNeeded() {
        int opened = home.opened().size();
        Ended ended = callWithUrl(Jdk.running()).awaitEnd();
        assertThat(ended.output()).as(ended.errors()).startsWith("HTTP 401 ");
        assertThat(ended.errorLines())
                .singleElement()
                .asString()
                .contains("java -jar safeconduct-agent.jar login " + resource.url());
        Ended token = home.command("token", resource.url()).awaitEnd();
        assertThat(token.exitCode()).as(token.errors()).isEqualTo(2);
        assertThat(token.output()).isEmpty();
        assertThat(home.opened()).hasSize(opened);
    }

    private void assertStoreIsPrivate() throws IOException {
        try (Stream<Path> files = Files.walk(home.storeFolder())) {
            for (Path file : files.toList()) {
                String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
                assertThat(mode).as(file.toString()).isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------");
            }
        }
    }

    private static void recordRefreshes(ObjectNode realm) {
        realm.put("eventsEnabled", true);
        realm.putArray("enabledEventTypes").add(REFRESHED).add(REFRESH_REFUSED);
    }

    private static void closeIfThere(AutoCloseable closeable) {
        try {
            if (closeable != null) {
                closeable.close();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
