package dev.safeconduct.it.servers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostJvm.Ended;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.testkit.client.Conditions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What the packed agent does at an authorization server that others wrote. A subclass says how one is made ready; it
 * registers clients, names its scopes in the metadata of its resources, issues refresh tokens once each, and has the
 * clients of {@link ServiceContract}.
 */
abstract class AuthorizationServerContract extends ServiceContract {
    private static final String REFRESH = "refresh_token";
    private static final String DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code";

    /** Whether token requests with a proof need a nonce of the server (RFC 9449 §8). */
    boolean demandsNonce() {
        return false;
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
                    .isGreaterThan(SHORT.dividedBy(3)); // refreshed ahead, by an instant that differs
            before = refresh.at();
        }
        assertStatus(home.command("token", server.mail()), 0);
    }

    @Test
    void bound_tokens_are_obtained_refreshed_and_proved() throws Exception {
        if (!startsWith(Feature.DPOP, SHORT)) {
            return;
        }
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
                .as("the first of a process lacks the nonce, where one is needed")
                .containsOnly(demandsNonce() ? new Integer[] {200, 400} : new Integer[] {200});
        assertStatus(home.command("status"), 0);
        assertThat(assertStatus(home.command("token", "-o", "json", server.bound()), 0)
                        .out())
                .anyMatch(line -> line.contains("DPoP"));
        assertStatus(home.command("token", server.bound()), 1);
    }

    @Test
    void device_authorization_is_approved_in_another_browser() throws Exception {
        if (startsWith(Feature.DEVICE_AUTHORIZATION, LONG)) {
            assertStatus(home.logInFromAnotherDevice(server.mail()), 0);
            assertThat(server.exchanges("device_authorization"))
                    .last()
                    .extracting(Exchange::status)
                    .isEqualTo(200);
            assertThat(server.tokenRequests(DEVICE_CODE)).last().matches(request -> request.status() == 200);
            try (HostJvm program = home.program(Jdk.JDK_17, server.mail())) {
                assertCall("200", server.mail(), program);
            }
        }
    }

    @Test
    void pushed_authorization_request_leads_to_a_login() throws Exception {
        if (startsWith(Feature.PUSHED_AUTHORIZATION_REQUESTS, LONG)) {
            home.set("URL", server.mail()).set("PAR", "always");
            logIn("api");
            assertThat(server.exchanges("pushed_authorization_request"))
                    .last()
                    .extracting(Exchange::status)
                    .isEqualTo(201);
            try (HostJvm program = home.program(Jdk.JDK_17, "")) {
                assertCall("200", server.mail(), program);
            }
        }
    }

    @Test
    void registration_that_the_server_has_forgotten_is_replaced_by_the_next_login() throws Exception {
        start(LONG);
        logIn(server.mail());

        server.forget();

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
    void revocation_by_logout_ends_the_login_at_the_server_too() throws Exception {
        if (!startsWith(Feature.REVOCATION, SHORT)) {
            return;
        }
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
}
