package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.internal.TestClient.Outcome;
import dev.safeconduct.client.internal.record.RegistrationPlace;
import dev.safeconduct.testkit.FreePort;
import dev.safeconduct.testkit.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The way of a request, from a bare 401 to a refreshed token, against an authorization server over the wire. */
class RequestWayTest extends ClientTest {

    @Test
    void a_challenge_leads_through_registration_and_login_to_a_token() throws Exception {
        TestClient client = client();

        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 2));
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 1));

        assertThat(as.requestsTo("/register")).hasSize(1);
        assertThat(as.requestsTo("/authorize").get(0).parameter("resource")).isEqualTo(api.resource());
        assertThat(as.tokenRequests("authorization_code")).hasSize(1);
    }

    @Test
    void the_login_is_found_again_by_the_next_process_and_refreshed_when_it_is_due() throws Exception {
        as.tokenLifetime(Duration.ofHours(1));
        client().get(api.resource());

        TestClient next = client("login", "never");
        assertThat(next.get(api.resource())).isEqualTo(new Outcome(200, 1));

        clock.forward(Duration.ofMinutes(61));
        assertThat(next.get(api.resource())).isEqualTo(new Outcome(200, 1));
        assertThat(as.refreshCount()).isEqualTo(1);
        assertThat(as.requestsTo("/register")).hasSize(1);
    }

    @Test
    void a_token_that_the_server_ended_early_is_refreshed_after_the_401() throws Exception {
        TestClient client = client();
        client.get(api.resource());

        as.endAccessTokens();

        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 2));
        assertThat(as.refreshCount()).isEqualTo(1);
    }

    @Test
    void many_requests_with_an_expired_token_refresh_it_once() throws Exception {
        TestClient client = client();
        client.get(api.resource());
        TestClient other = client();
        clock.forward(Duration.ofHours(2));

        assertThat(together(32, i -> (i % 2 == 0 ? client : other).get(api.resource())))
                .containsOnly(new Outcome(200, 1));

        assertThat(as.refreshCount()).isEqualTo(1);
        assertThat(as.invalidGrantCount()).isZero();
    }

    @Test
    void t53_a_server_that_always_says_401_is_asked_exactly_twice() throws Exception {
        TestClient client = client("login", "never");
        client("login", "auto").get(api.resource());
        api.always401(true);
        api.forgetRequests();

        assertThat(client.get(api.resource())).isEqualTo(new Outcome(401, 2));
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(401, 1));
        assertThat(as.refreshCount()).isEqualTo(1);
    }

    @Test
    void without_a_login_the_401_is_handed_back_and_the_log_says_what_to_do() throws Exception {
        TestClient client = client("login", "never");

        assertThat(client.get(api.resource())).isEqualTo(new Outcome(401, 1));
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(401, 1));

        assertThat(client.log)
                .containsOnlyOnce("WARN There is no login for " + api.resource() + ". Log in to " + api.resource()
                        + " by the login of its session.");
        assertThat(as.requests()).isEmpty();
    }

    @Test
    void a_login_outlives_the_registration_of_its_client() throws Exception {
        TestClient client = client();
        client.get(api.resource());
        client.core.records().registrations().remove(RegistrationPlace.ofLoopback(as.origin()));
        clock.forward(Duration.ofHours(2));

        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 1));
        assertThat(as.requestsTo("/register")).hasSize(1);
    }

    @Test
    void a_port_that_is_configured_is_registered_even_where_a_client_is() throws Exception {
        client().get(api.resource());
        TestClient other = client("callback.port", String.valueOf(FreePort.find()), "login.wait", "20s");
        other.core.records().tokens().remove(other.server().tokenKey());

        assertThat(other.get(api.resource()).status()).isEqualTo(200);
        assertThat(as.requestsTo("/register")).hasSize(2);
    }

    @Test
    void a_refresh_that_is_refused_ends_the_login_and_says_so() throws Exception {
        TestClient client = client();
        client.get(api.resource());
        as.endGrants();
        TestClient later = client("login", "never");
        clock.forward(Duration.ofHours(2));

        assertThat(later.get(api.resource()).status()).isEqualTo(401);
        assertThat(later.get(api.resource()).status()).isEqualTo(401);

        assertThat(as.refreshCount()).isEqualTo(1);
        assertThat(later.log).anyMatch(line -> line.startsWith("WARN") && line.contains("has ended"));
    }

    @Test
    void t51_an_authorization_server_in_trouble_costs_no_login() throws Exception {
        TestClient client = client();
        client.get(api.resource());
        clock.forward(Duration.ofHours(2));
        as.next("/token", 1, Reply.status(503));

        assertThat(client.get(api.resource()).status()).isEqualTo(401);
        clock.forward(Duration.ofMinutes(2));

        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 1));
    }

    @Test
    void t50_a_lost_answer_is_not_asked_for_again() throws Exception {
        TestClient client = client("login", "never");
        client("login", "auto").get(api.resource());
        clock.forward(Duration.ofHours(2));
        as.loseAnswers("/token", 1);

        client.get(api.resource());

        assertThat(as.requestsTo("/token").stream()
                        .filter(request -> "refresh_token".equals(request.parameter("grant_type"))))
                .hasSize(1);
    }

    @Test
    void only_other_schemes_are_not_answered() throws Exception {
        TestClient client = client();
        api.challenges("Basic realm=\"x\"", "Negotiate");

        assertThat(client.get(api.resource())).isEqualTo(new Outcome(401, 1));
        assertThat(as.requests()).isEmpty();
    }

    @Test
    void client_credentials_need_nobody() throws Exception {
        as.client("service", "s3cret-canary-");
        TestClient client = client(
                "login", "never",
                "server.api.grant", "client_credentials",
                "server.api.client-id", "service",
                "server.api.client-secret", "s3cret-canary-");

        assertThat(client.get(api.resource())).as("fetched ahead").isEqualTo(new Outcome(200, 1));
        clock.forward(Duration.ofHours(2));
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 1));
        assertThat(as.tokenRequests("client_credentials")).hasSize(2);
    }

    @Test
    void a_prompt_does_not_hold_the_request_and_the_login_is_adopted_by_a_later_one() throws Exception {
        as.delay("/authorize", Duration.ofMillis(300));
        TestClient client = client("login", "prompt");

        assertThat(client.get(api.resource())).isEqualTo(new Outcome(401, 1));
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (client.get(api.resource()).status() != 200) {
            assertThat(System.nanoTime()).as("logged in, in time").isLessThan(end);
        }
        assertThat(as.requestsTo("/authorize")).hasSize(1);
    }

    @Test
    void a_person_who_denies_is_not_asked_again_at_once() throws Exception {
        TestClient client = client();
        as.denyNext(1);

        assertThat(client.get(api.resource()).status()).isEqualTo(401);
        assertThat(client.get(api.resource()).status()).isEqualTo(401);
        assertThat(as.requestsTo("/authorize")).hasSize(1);

        clock.forward(Duration.ofMinutes(25));
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 2));
    }

    private interface Request<T> {
        T send(int i) throws Exception;
    }

    private static <T> List<T> together(int count, Request<T> request) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<Callable<T>> calls = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                calls.add(() -> request.send(number));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(calls)) {
                results.add(future.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
