package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.internal.TestClient.Outcome;
import dev.safeconduct.testkit.FakeAuthorizationServer;
import dev.safeconduct.testkit.RecordedRequest;
import dev.safeconduct.testkit.RecordingSink;
import dev.safeconduct.testkit.Reply;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A token or registration endpoint that redirects: where the secrets go then. */
class EndpointRedirectTest extends ClientTest {

    private FakeAuthorizationServer tenant;
    private RecordingSink elsewhere;

    @BeforeEach
    void startTenant() {
        tenant =
                FakeAuthorizationServer.builder().path("/tenant-a").clock(clock).start();
        api.authorizationServer(tenant);
        elsewhere = RecordingSink.start();
    }

    @AfterEach
    void stopTenant() {
        tenant.close();
        elsewhere.close();
    }

    private void redirects(String endpoint, int status, String location) {
        tenant.on(tenant.path() + endpoint, request -> Reply.redirect(status, location));
    }

    private List<RecordedRequest> posts() {
        return tenant.requests().stream()
                .filter(request -> request.method().equals("POST"))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"/token,307", "/token,308", "/register,307", "/register,308"})
    void a_slash_that_a_framework_adds_is_followed(String endpoint, int status) throws Exception {
        redirects(endpoint, status, tenant.issuer() + endpoint + "/");
        String again = tenant.path() + endpoint + "/";
        tenant.on(again, request -> endpoint.equals("/register") ? registered() : issued());
        tenant.client("by-hand", null);

        client().get(api.resource());

        assertThat(tenant.requestsTo(again)).hasSize(1);
        assertThat(tenant.requestsTo(again).get(0).body())
                .isEqualTo(tenant.requestsTo(tenant.path() + endpoint).get(0).body());
    }

    private static Reply registered() {
        return Reply.json(201, "{\"client_id\":\"by-hand\"}");
    }

    private static Reply issued() {
        return Reply.json(200, "{\"access_token\":\"t\",\"token_type\":\"Bearer\"}");
    }

    @ParameterizedTest
    @CsvSource({"/token,301", "/token,302", "/token,303", "/register,301", "/register,302", "/register,303"})
    void t83_other_redirects_are_not_followed(String endpoint, int status) throws Exception {
        redirects(endpoint, status, tenant.issuer() + endpoint + "/");

        assertThat(client().get(api.resource()).status()).isEqualTo(401);

        assertThat(posts()).extracting(RecordedRequest::path).containsOnlyOnce(tenant.path() + endpoint);
        assertThat(posts()).extracting(RecordedRequest::path).doesNotContain(tenant.path() + endpoint + "/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SINK/tenant-a/token",
                "http://localhost:PORT/tenant-a/token/",
                "https://127.0.0.1:PORT/tenant-a/token/",
                "http://user@127.0.0.1:PORT/tenant-a/token/",
                "http://127.0.0.1:PORT/tenant-b/token",
                "http://127.0.0.1:PORT/tenant-a/../tenant-b/token",
                "http://127.0.0.1:PORT/tenant-a/%2e%2e/tenant-b/token",
                "http://127.0.0.1:PORT/tenant-a/..%2ftenant-b/token",
                "//localhost:PORT/tenant-a/token/"
            })
    void t83_a_secret_does_not_go_along_to_another_place(String location) throws Exception {
        String target = location.replace("SINK", elsewhere.origin()).replace("PORT", String.valueOf(tenant.port()));
        redirects("/token", 307, target);
        redirects("/register", 308, target);
        tenant.on("/tenant-b/token", request -> issued());
        TestClient registering = client();
        TestClient configured = client("server.api.client-id", "service", "server.api.client-secret", "s3cret-canary-");

        assertThat(registering.get(api.resource()).status()).isEqualTo(401);
        clock.forward(Duration.ofMinutes(11));
        tenant.client("service", "s3cret-canary-", "http://127.0.0.1/callback").anyLoopbackPort(true);
        assertThat(configured.get(api.resource()).status()).isEqualTo(401);

        assertThat(elsewhere.connections()).isZero();
        assertThat(posts())
                .extracting(RecordedRequest::path)
                .containsExactly(tenant.path() + "/register", tenant.path() + "/token");
    }

    @Test
    void t83_a_second_hop_is_not_followed() throws Exception {
        redirects("/token", 307, tenant.issuer() + "/token/");
        redirects("/token/", 307, tenant.issuer() + "/token/more");
        TestClient client = client();

        assertThat(client.get(api.resource())).isEqualTo(new Outcome(401, 1));
        assertThat(posts())
                .filteredOn(request -> request.path().contains("/token"))
                .hasSize(2);
        assertThat(client.log).anyMatch(line -> line.contains("HTTP 307"));
    }
}
