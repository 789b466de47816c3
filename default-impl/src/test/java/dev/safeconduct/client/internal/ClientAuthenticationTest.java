package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.internal.TestClient.Outcome;
import dev.safeconduct.testkit.RecordedRequest;
import dev.safeconduct.testkit.RegisteredClient;
import dev.safeconduct.testkit.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A configured secret at servers that do not say how they take it. */
class ClientAuthenticationTest extends ClientTest {

    private static final String SECRET = "k+/9canary-=dA==";

    private TestClient service(String secret, String... more) throws Exception {
        List<String> settings = new ArrayList<>(List.of(
                "login", "never",
                "server.api.issuer", as.issuer(),
                "server.api.grant", "client_credentials",
                "server.api.client-id", "service",
                "server.api.client-secret", secret));
        settings.addAll(List.of(more));
        return client(settings.toArray(String[]::new));
    }

    private void takes(String method) {
        as.client(new RegisteredClient("service", SECRET, method, List.of(), Map.of()));
    }

    private List<RecordedRequest> attempts() {
        return as.requestsTo("/token");
    }

    private static boolean isBasic(RecordedRequest request) {
        return request.header("Authorization") != null;
    }

    @Test
    void a_secret_that_is_refused_is_tried_the_other_way_once_and_what_worked_is_kept() throws Exception {
        takes("client_secret_post");

        assertThat(service(SECRET).get(api.resource())).isEqualTo(new Outcome(200, 1));
        assertThat(attempts()).extracting(ClientAuthenticationTest::isBasic).containsExactly(true, false);

        clock.forward(Duration.ofHours(2));
        assertThat(service(SECRET).get(api.resource()).status()).isEqualTo(200);
        assertThat(attempts()).hasSize(3);
    }

    @Test
    void a_secret_that_is_refused_is_tried_the_other_way_where_the_server_lists_none() throws Exception {
        as.metadata(metadata -> metadata.remove("token_endpoint_auth_methods_supported"));
        takes("client_secret_post");

        assertThat(service(SECRET).get(api.resource())).isEqualTo(new Outcome(200, 1));
        assertThat(attempts()).extracting(ClientAuthenticationTest::isBasic).containsExactly(true, false);
    }

    @Test
    void t84_the_other_way_is_not_tried_where_one_is_configured_or_listed() throws Exception {
        takes("client_secret_post");
        assertThat(service(SECRET, "server.api.client-auth", "client_secret_basic")
                        .get(api.resource())
                        .status())
                .isEqualTo(401);
        assertThat(attempts()).hasSize(1);

        as.metadata(metadata ->
                metadata.put("token_endpoint_auth_methods_supported", List.of("none", "client_secret_basic")));
        assertThat(service(SECRET).get(api.resource()).status()).isEqualTo(401);
        assertThat(attempts()).hasSize(2).allMatch(ClientAuthenticationTest::isBasic);
    }

    @Test
    void t84_fifty_processes_with_a_wrong_secret_make_two_attempts_an_hour_each_at_most() throws Exception {
        takes("client_secret_basic");
        List<TestClient> processes = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            processes.add(service("wrong"));
        }
        for (int minutes = 0; minutes < 55; minutes += 11) {
            for (TestClient process : processes) {
                assertThat(process.get(api.resource()).status()).isEqualTo(401);
            }
            clock.forward(Duration.ofMinutes(11));
        }

        assertThat(attempts()).filteredOn(request -> !isBasic(request)).hasSize(1);
        assertThat(attempts()).filteredOn(ClientAuthenticationTest::isBasic).hasSize(50);
    }

    @Test
    void t84_nor_do_those_of_several_jvms_at_once() throws Exception {
        takes("client_secret_basic");
        List<ForkedClient> processes = new ArrayList<>();
        try {
            for (int i = 0; i < 5; i++) {
                processes.add(ForkedClient.start(
                        directory,
                        Duration.ZERO,
                        api.resource(),
                        "login",
                        "never",
                        "server.api.issuer",
                        as.issuer(),
                        "server.api.grant",
                        "client_credentials",
                        "server.api.client-id",
                        "service",
                        "server.api.client-secret",
                        "wrong"));
            }
            for (ForkedClient process : processes) {
                assertThat(process.awaitRequest()).contains("status 401");
            }
        } finally {
            processes.forEach(ForkedClient::close);
        }
        assertThat(attempts()).filteredOn(ClientAuthenticationTest::isBasic).hasSizeBetween(1, 5);
        assertThat(attempts()).filteredOn(request -> !isBasic(request)).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void t84_a_code_is_sent_twice_at_most_and_to_one_endpoint() throws Exception {
        as.client("service", SECRET, "http://127.0.0.1/callback").anyLoopbackPort(true);
        TestClient client = client("server.api.client-id", "service", "server.api.client-secret", "wrong");

        assertThat(client.get(api.resource()).status()).isEqualTo(401);
        assertThat(as.tokenRequests("authorization_code")).hasSize(2);
        assertThat(as.tokenRequests("authorization_code"))
                .extracting(request -> request.parameter("code"))
                .containsOnly(as.tokenRequests("authorization_code").get(0).parameter("code"));
    }

    @Test
    void a_secret_that_was_changed_is_sent_at_once() throws Exception {
        takes("client_secret_basic");
        assertThat(service("wrong").get(api.resource()).status()).isEqualTo(401);

        assertThat(service(SECRET).get(api.resource()).status()).isEqualTo(200);
    }

    @Test
    void a_client_that_is_refused_is_told_with_both_keys() throws Exception {
        as.on("/token", request -> Reply.oauthError(401, "invalid_client", "Client authentication failed"));
        TestClient client = service("wrong");

        client.get(api.resource());

        assertThat(client.log)
                .anyMatch(line -> line.contains("safeconduct.server.api.client-secret=")
                        && line.contains("safeconduct.server.api.client-auth=client_secret_post"));
    }
}
