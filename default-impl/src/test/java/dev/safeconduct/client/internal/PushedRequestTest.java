package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.testkit.RecordedRequest;
import dev.safeconduct.testkit.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Pushed authorization requests (RFC 9126). */
class PushedRequestTest extends ClientTest {

    private RecordedRequest page() {
        return as.requestsTo("/authorize").get(0);
    }

    @Test
    void a_request_is_pushed_where_the_server_demands_it() throws Exception {
        as.pushedAuthorizationRequests(true);

        assertThat(client("server.api.scope", "read").get(api.resource()).status())
                .isEqualTo(200);

        assertThat(page().query().keySet()).containsExactlyInAnyOrder("client_id", "request_uri");
        assertThat(as.requestsTo("/par")).singleElement().satisfies(request -> {
            assertThat(request.parameter("scope")).isEqualTo("read");
            assertThat(request.parameter("resource")).isEqualTo(api.resource());
            assertThat(request.parameter("code_challenge_method")).isEqualTo("S256");
            assertThat(request.parameter("client_id")).isEqualTo(page().parameter("client_id"));
        });
    }

    @Test
    void where_the_server_leaves_the_choice_the_request_goes_by_the_browser_as_it_outlasts_a_minute_there()
            throws Exception {
        as.pushedAuthorizationRequests(false);

        assertThat(client().get(api.resource()).status()).isEqualTo(200);

        assertThat(as.requestsTo("/par")).isEmpty();
    }

    @Test
    void always_pushes_and_the_client_authenticates_as_at_the_token_endpoint() throws Exception {
        as.pushedAuthorizationRequests(false);
        as.client("by-hand", "canary-secret");

        TestClient client = client(
                "server.api.par", "always",
                "server.api.client-id", "by-hand",
                "server.api.client-secret", "canary-secret",
                "server.api.issuer", as.issuer());
        assertThat(client.get(api.resource()).status()).isEqualTo(200);

        assertThat(as.requestsTo("/par"))
                .extracting(request -> request.header("Authorization"))
                .singleElement()
                .asString()
                .startsWith("Basic ");
        assertThat(page().query().keySet()).containsExactlyInAnyOrder("client_id", "request_uri");
    }

    @Test
    void always_without_an_endpoint_is_an_error_that_says_so() throws Exception {
        TestClient client = client("server.api.par", "always");

        assertThat(client.get(api.resource()).status()).isEqualTo(401);

        assertThat(client.log).anyMatch(line -> line.contains("RFC 9126") && line.contains("par=never"));
        assertThat(as.requestsTo("/authorize")).isEmpty();
    }

    @Test
    void a_scope_that_was_added_is_left_out_if_it_is_refused_before_there_is_a_page() throws Exception {
        as.pushedAuthorizationRequests(true);
        as.metadata(metadata -> metadata.put("scopes_supported", List.of("read", "offline_access")));
        api.metadata(metadata -> metadata.put("scopes_supported", List.of("read")));
        as.on(
                "/par",
                request -> String.valueOf(request.parameter("scope")).contains("offline_access")
                        ? Reply.json(400, Map.of("error", "invalid_scope"))
                        : null);

        assertThat(client().get(api.resource()).status()).isEqualTo(200);

        assertThat(as.requestsTo("/par")).hasSize(2);
        assertThat(as.requestsTo("/authorize")).hasSize(1);
    }

    @Test
    void a_client_that_the_server_has_forgotten_is_registered_again_at_the_next_login() throws Exception {
        as.pushedAuthorizationRequests(true);
        as.next("/par", 1, Reply.json(401, Map.of("error", "invalid_client")));
        assertThat(client().get(api.resource()).status()).isEqualTo(401);

        clock.forward(Duration.ofMinutes(11));
        assertThat(client().get(api.resource()).status()).isEqualTo(200);

        assertThat(as.requestsTo("/register")).hasSize(2);
    }
}
