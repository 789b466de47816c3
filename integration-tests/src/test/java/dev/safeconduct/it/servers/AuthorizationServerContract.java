package dev.safeconduct.it.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostJvm.Ended;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.testkit.client.Conditions;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What the packed agent does at an authorization server that others wrote. A subclass says how one is started; it
 * registers clients, names its scopes in the metadata of its resources, issues refresh tokens once each, and knows the
 * clients {@code service-basic} and {@code service-post}, with {@link #SECRET} and the method as their secrets.
 */
abstract class AuthorizationServerContract {
    private static final String SECRET = "k+/9dGVz=dA==:%25";
    private static final Duration LONG = Duration.ofHours(1);
    /** So short that a test can see several of them end. */
    private static final Duration SHORT = Duration.ofSeconds(6);

    private static final Duration SEVERAL = SHORT.multipliedBy(10);
    private static final String REFRESH = "refresh_token";

    private final UserHome home = new UserHome();
    private AuthorizationServer server;

    /** How it is started. */
    abstract ServerProgram program();

    /** Why the server has no client credentials; empty if it has them. */
    String withoutClientCredentials() {
        return "";
    }

    /** Why the server issues no tokens that are bound to a key (DPoP, RFC 9449); empty if it does, with a nonce. */
    String withoutBoundTokens() {
        return "It issues none.";
    }

    @AfterEach
    void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void login_serves_the_command_line_and_programs() throws Exception {
        start(LONG);
        assertStatus(home.command("token", server.mail()), 2);

        logIn(server.mail());

        assertThat(server.exchanges("registration")).last().matches(registration -> registration.status() == 201);
        assertStatus(home.command("status"), 0);
        assertThat(assertStatus(home.command("token", server.mail()), 0).out()).hasSize(1);
        for (Jdk jdk : Jdk.values()) {
            try (HostJvm program = home.program(jdk, server.mail())) {
                assertCall("200", server.mail(), program);
            }
        }
    }

    @Test
    void three_processes_refresh_once_per_expiry_where_refresh_tokens_are_used_once() throws Exception {
        start(SHORT);
        logIn(server.mail());
        try (HostJvm first = home.program(Jdk.JDK_17, server.mail());
                HostJvm second = home.program(Jdk.JDK_25, server.mail());
                HostJvm third = home.program(Jdk.JDK_17, server.mail())) {
            Conditions.await("four refreshes", SEVERAL, () -> {
                assertCall("200", server.mail(), first, second, third);
                return server.tokenRequests(REFRESH).size() >= 4;
            });
            assertEnd(first, second, third);
        }
        List<Exchange> refreshes = server.tokenRequests(REFRESH);
        assertThat(refreshes).extracting(Exchange::status).containsOnly(200);
        Instant before = server.tokenRequests("authorization_code").get(0).at();
        for (Exchange refresh : refreshes) {
            assertThat(Duration.between(before, refresh.at()))
                    .as("lifetime that was used, of " + SHORT)
                    .isGreaterThan(SHORT.dividedBy(2));
            before = refresh.at();
        }
        assertStatus(home.command("token", server.mail()), 0);
    }

    @Test
    void bound_tokens_are_obtained_refreshed_and_proved() throws Exception {
        assumeOffered(withoutBoundTokens());
        start(SHORT);
        logIn(server.bound());
        try (HostJvm first = home.program(Jdk.JDK_17, server.bound());
                HostJvm second = home.program(Jdk.JDK_25, server.bound())) {
            Conditions.await("two refreshes", SEVERAL, () -> {
                assertCall("200", server.bound(), first, second);
                return server.tokenRequests(REFRESH).stream()
                                .filter(refresh -> refresh.status() == 200)
                                .count()
                        >= 2;
            });
            assertEnd(first, second);
        }
        assertThat(server.tokenRequests(REFRESH))
                .extracting(Exchange::status)
                .as("the first of a process lacks the nonce")
                .containsOnly(200, 400);
        assertStatus(home.command("status"), 0);
        assertThat(assertStatus(home.command("token", "-o", "json", server.bound()), 0)
                        .out())
                .anyMatch(line -> line.contains("DPoP"));
        assertStatus(home.command("token", server.bound()), 1);
    }

    @Test
    void client_credentials_with_client_secret_basic() {
        assertServiceAuthenticates("basic");
    }

    @Test
    void client_credentials_with_client_secret_post() {
        assertServiceAuthenticates("post");
    }

    private void assertServiceAuthenticates(String method) {
        assumeOffered(withoutClientCredentials());
        start(LONG);
        home.set("URL", server.mail())
                .set("ISSUER", server.issuer())
                .set("GRANT", "client_credentials")
                .set("CLIENT_ID", "service-" + method)
                .set("CLIENT_SECRET", SECRET + method)
                .set("CLIENT_AUTH", "client_secret_" + method);

        try (HostJvm program = home.program(Jdk.JDK_17, "")) {
            assertCall("200", server.mail(), program);
        }
        assertThat(assertStatus(home.command("token", "api"), 0).out()).hasSize(1);
        assertThat(server.exchanges("token"))
                .as("token requests; the command finds the program's token")
                .singleElement()
                .matches(request -> request.grant().equals("client_credentials") && request.status() == 200)
                .extracting(Exchange::clientAuth)
                .isEqualTo(method);
    }

    @Test
    void registration_that_the_server_has_forgotten_is_replaced_by_the_next_login() throws Exception {
        start(LONG);
        logIn(server.mail());

        server.restart();

        try (HostJvm program = home.program(Jdk.JDK_17, server.mail())) {
            assertCall("401", server.mail(), program);
            assertThat(program.err()).contains("login " + server.mail());
        }
        assertStatus(home.command("token", server.mail()), 2);
        logIn(server.mail());
        assertThat(server.exchanges("registration")).isNotEmpty();
        try (HostJvm program = home.program(Jdk.JDK_17, server.mail())) {
            assertCall("200", server.mail(), program);
        }
    }

    @Test
    void two_scopes_of_one_issuer_live_side_by_side() throws Exception {
        start(SHORT);
        logIn(server.mail());
        logIn(server.files());

        try (HostJvm mail = home.program(Jdk.JDK_17, server.mail());
                HostJvm files = home.program(Jdk.JDK_17, server.files())) {
            Conditions.await("each is refreshed twice", SEVERAL, () -> {
                assertCall("200", server.mail(), mail);
                assertCall("200", server.files(), files);
                return server.tokenRequests(REFRESH).size() >= 4;
            });
            assertEnd(mail, files);
        }
        assertThat(server.tokenRequests(REFRESH)).extracting(Exchange::status).containsOnly(200);
        assertStatus(home.command("status"), 0);
    }

    @Test
    void denied_consent_ends_the_login_and_stores_nothing() throws Exception {
        start(LONG);

        Ended login = assertStatus(home.logInAndDeny(server.mail()), 3);

        assertThat(login.err()).anyMatch(line -> line.contains("denied"));
        assertThat(server.exchanges("token")).isEmpty();
        assertStatus(home.command("token", server.mail()), 2);
        try (HostJvm program = home.program(Jdk.JDK_17, server.mail())) {
            assertCall("401", server.mail(), program);
        }
    }

    @Test
    void logout_ends_the_login_at_the_server_too() throws Exception {
        start(SHORT);
        logIn(server.mail());
        UserHome stolen = home.copy();

        assertStatus(home.command("logout", server.mail()), 0);

        assertThat(server.exchanges("revocation"))
                .isNotEmpty()
                .extracting(Exchange::status)
                .containsOnly(200);
        assertStatus(home.command("token", server.mail()), 2);
        Conditions.await(
                "the copy has to refresh",
                SEVERAL,
                () -> stolen.command("token", server.mail()).exitCode() == 2);
        assertThat(server.tokenRequests(REFRESH))
                .isNotEmpty()
                .extracting(Exchange::status)
                .doesNotContain(200);
    }

    @Test
    void outage_of_the_authorization_server_is_told_and_nothing_is_lost() throws Exception {
        start(SHORT);
        logIn(server.mail());
        try (HostJvm program = home.program(Jdk.JDK_17, server.mail())) {
            assertCall("200", server.mail(), program);

            server.stop();

            Conditions.await("the token has expired", SEVERAL, () -> UserHome.call(server.mail(), program)
                    .equals(List.of("401")));
            Ended token = assertStatus(home.command("token", server.mail()), 4);
            assertThat(token.err()).anyMatch(line -> line.contains("cannot be reached"));
            assertThat(program.err()).contains("cannot be reached").doesNotContain("Log in with");

            server.comeBack();

            assertStatus(home.command("token", server.mail()), 0);
            Conditions.await("the program has a token again", SEVERAL, () -> UserHome.call(server.mail(), program)
                    .equals(List.of("200")));
        }
        assertStatus(home.command("status"), 0);
    }

    // Steps

    private void start(Duration tokenLifetime) {
        server = new AuthorizationServer(program(), tokenLifetime);
    }

    private void logIn(String url) throws IOException, InterruptedException {
        assertStatus(home.logIn(url), 0);
    }

    private Ended assertStatus(Ended command, int exitCode) {
        assertThat(command.exitCode())
                .as(() -> String.join("\n", command.err()) + "\n-- server:\n" + server.logTail())
                .isEqualTo(exitCode);
        return command;
    }

    private void assertCall(String status, String url, HostJvm... programs) {
        assertThat(UserHome.call(url, programs))
                .as(() -> programs[0].err() + "\n-- server:\n" + server.logTail())
                .containsOnly(status);
    }

    /** By itself, so that it stores the token of a refresh under way: what is killed then has lost it. */
    private static void assertEnd(HostJvm... programs) {
        for (HostJvm program : programs) {
            assertThat(program.awaitEnd().exitCode()).isZero();
        }
    }

    private static void assumeOffered(String whyNot) {
        assumeTrue(whyNot.isEmpty(), "not offered: " + whyNot);
    }
}
