package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.internal.TestClient.Outcome;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.oauth.OAuthJson;
import dev.safeconduct.testkit.RecordedRequest;
import dev.safeconduct.testkit.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that are bound to a key (DPoP, RFC 9449): the fakes judge each proof as strictly as the RFC. */
class BoundTokenTest extends ClientTest {

    private static final Duration EXPIRED = Duration.ofHours(2);

    @BeforeEach
    void demandBoundTokens() {
        as.dpop(true);
        api.dpop(true);
    }

    @Test
    void server_that_demands_bound_tokens_gets_a_proof_with_each_request() throws Exception {
        TestClient client = client();
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 2));
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 1));
        assertThat(client.get(api.url("/mcp/other?query=1"))).isEqualTo(new Outcome(200, 1));
        assertThat(sent()).containsOnly("DPoP");
        assertThat(as.tokenRequests("authorization_code")).allMatch(request -> request.header("DPoP") != null);
    }

    @Test
    void challenge_for_a_proof_alone_is_enough_where_the_authorization_server_lists_the_algorithm() throws Exception {
        api.metadata(members -> members.remove("dpop_bound_access_tokens_required"));
        assertThat(client().get(api.resource())).isEqualTo(new Outcome(200, 2));
    }

    @Test
    void server_that_takes_bearer_tokens_gets_them() throws Exception {
        api.dpop(false).challenges("Bearer, DPoP algs=\"ES256\"");
        assertThat(client().get(api.resource())).isEqualTo(new Outcome(200, 2));
        assertThat(sent()).containsOnly("Bearer");
        assertThat(as.requestsTo("/token")).allMatch(request -> request.header("DPoP") == null);
    }

    @Test
    void configuration_decides_over_what_the_server_says() throws Exception {
        api.dpop(false);
        assertThat(client("server.api.dpop", "always").get(api.resource())).isEqualTo(new Outcome(200, 2));
        assertThat(sent()).last().isEqualTo("DPoP");
        assertThat(client("server.api.dpop", "never").get(api.resource())).isEqualTo(new Outcome(200, 2));
        assertThat(sent()).last().isEqualTo("Bearer");
        assertThat(client("server.api.dpop", "always").get(api.resource())).isEqualTo(new Outcome(200, 2));
        assertThat(sent()).last().isEqualTo("DPoP");
    }

    @Test
    void refresh_proves_the_key_of_the_login_in_other_processes_too() throws Exception {
        client().get(api.resource());
        String before = thumbprint(client());
        clock.forward(EXPIRED);
        TestClient other = client();
        assertThat(other.get(api.resource())).isEqualTo(new Outcome(200, 1));
        assertThat(as.refreshCount()).isOne();
        assertThat(thumbprint(other)).isEqualTo(before);
        assertThat(as.requestsTo("/authorize")).hasSize(1);
    }

    @Test
    void token_request_after_a_redirect_has_a_proof_for_the_new_place() throws Exception {
        as.on(
                "/token",
                request -> request.target().endsWith("/token") ? Reply.redirect(307, as.issuer() + "/token/") : null);
        as.on("/token/", request -> {
            assertProof(request, "htu", as.issuer() + "/token/");
            return Reply.oauthError(400, "invalid_request", "seen");
        });
        client().get(api.resource());
        assertThat(as.requestsTo("/token/")).isNotEmpty();
    }

    @Test
    void nonce_of_the_authorization_server_is_answered_once_and_kept() throws Exception {
        as.dpopNonce("as-1");
        TestClient client = client();
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 2));
        assertThat(as.tokenRequests("authorization_code")).hasSize(2);
        as.dpopNonce("as-2");
        clock.forward(EXPIRED);
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 1));
        as.dpopNonce("as-3"); // the one that the last response has brought is still taken
        clock.forward(EXPIRED);
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 1));
        assertThat(as.refreshCount()).isEqualTo(2);
    }

    @Test
    void authorization_server_that_always_wants_another_nonce_gets_two_requests() throws Exception {
        client().get(api.resource());
        as.forgetRequests();
        clock.forward(EXPIRED);
        as.on("/token", request -> Reply.oauthError(400, "use_dpop_nonce", "another")
                .header("DPoP-Nonce", "n" + as.refreshCount()));
        TestClient client = client();
        client.get(api.resource());
        assertThat(as.refreshCount()).isEqualTo(2);
        as.on("/token", request -> null);
        clock.forward(Duration.ofMinutes(6));
        assertThat(client.get(api.resource()).status())
                .as("the login has not ended")
                .isEqualTo(200);
        assertThat(as.requestsTo("/authorize")).isEmpty();
    }

    @Test
    void nonce_of_the_server_costs_one_send_and_is_renewed_by_each_response() throws Exception {
        TestClient client = client();
        client.get(api.resource());
        api.dpopNonce("rs-1");
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 2));
        api.dpopNonce("rs-2");
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 1));
        api.dpopNonce("rs-3"); // the one that the last response has brought is still taken
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 1));
        assertThat(as.refreshCount()).isZero();
    }

    @Test
    void t53_server_that_always_wants_another_nonce_gets_two_sends_and_causes_no_refresh() throws Exception {
        TestClient client = client();
        client.get(api.resource());
        api.on("/mcp/work", request -> Reply.status(401)
                .header("WWW-Authenticate", "DPoP error=\"use_dpop_nonce\"")
                .header("DPoP-Nonce", "n" + api.requestsTo("/mcp/work").size()));
        assertThat(client.get(api.url("/mcp/work"))).isEqualTo(new Outcome(401, 2));
        assertThat(as.refreshCount()).isZero();
    }

    @Test
    void nonce_and_token_are_causes_of_their_own() throws Exception {
        TestClient client = client();
        client.get(api.resource());
        as.endAccessTokens();
        api.dpopNonce("rs-1");
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 3));
        assertThat(as.refreshCount()).isOne();
    }

    @Test
    void nonce_then_an_adopted_token_then_a_refresh_are_four_sends_in_all() throws Exception {
        TestClient client = client();
        client.get(api.resource());
        client.get(api.resource()); // from now on it has the token in memory
        as.endAccessTokens();
        assertThat(client().get(api.resource())).as("another process").isEqualTo(new Outcome(200, 2));
        as.endAccessTokens();
        as.forgetRequests();
        api.dpopNonce("rs-1");
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 4));
        assertThat(as.refreshCount()).isOne();
    }

    @Test
    void machine_grant_gets_bound_tokens_ahead_of_the_first_request() throws Exception {
        as.client("service", "canary-secret");
        TestClient client = client(
                "server.api.grant", "client_credentials",
                "server.api.client-id", "service",
                "server.api.client-secret", "canary-secret",
                "server.api.issuer", as.issuer());
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 1));
        assertThat(sent()).containsOnly("DPoP");
    }

    @Test
    void key_is_stored_with_its_token_and_never_in_the_form_of_the_go_tool() throws Exception {
        TestClient client = client();
        client.get(api.resource());
        List<String> files = files();
        assertThat(files)
                .filteredOn(text -> text.contains("canary-at-"))
                .hasSize(1)
                .allSatisfy(text ->
                        assertThat(text).contains("safeconduct_dpop_key").doesNotContain("\"server_url\""));
        try (Stream<Path> beside = Files.list(directory)) {
            assertThat(beside.filter(file -> file.toString().endsWith(".json"))).isEmpty();
        }
        assertThat(client.log).noneMatch(line -> line.contains("dpop_key"));
        assertThat(new Operations(client.core).stored(client.server()).toString())
                .doesNotContain(privatePart(files));
    }

    @Test
    void bearer_login_is_followed_by_a_bound_one_of_the_same_server() throws Exception {
        api.dpop(false);
        client().get(api.resource());
        api.dpop(true);
        TestClient client = client("server.api.dpop", "always");
        assertThat(client.get(api.resource()).status()).isEqualTo(200);
        assertThat(files()).filteredOn(text -> text.contains("canary-at-")).hasSize(1);
    }

    @Test
    void server_whose_authorization_server_knows_other_algorithms_only_is_told() throws Exception {
        as.metadata(members -> members.put("dpop_signing_alg_values_supported", List.of("RS256")));
        TestClient client = client();
        assertThat(client.get(api.resource()).status()).isEqualTo(401);
        assertThat(as.requestsTo("/authorize")).isEmpty();
        assertThat(client.log).anyMatch(line -> line.contains("ES256"));
    }

    // THREATS 94

    @ParameterizedTest
    @ValueSource(
            strings = {
                "token response",
                "resource metadata",
                "resource outage",
                "challenge",
                "server metadata",
                "all but tokens"
            })
    void t94_login_with_bound_tokens_is_followed_by_no_weaker_request(String downgrade) throws Exception {
        client().get(api.resource());
        as.forgetRequests();
        api.forgetRequests();
        switch (downgrade) {
            case "token response" -> as.tokenResponse(members -> members.put("token_type", "Bearer"));
            case "resource metadata" ->
                api.metadata(members -> {
                    members.remove("dpop_bound_access_tokens_required");
                    members.remove("resource_documentation");
                });
            case "resource outage" -> api.on("/.well-known/oauth-protected-resource/mcp", request -> Reply.status(503));
            case "challenge" -> api.challenges(request -> List.of("Bearer error=\"invalid_token\""));
            case "server metadata" -> as.metadata(members -> members.remove("dpop_signing_alg_values_supported"));
            default -> {
                as.metadata(members -> members.remove("dpop_signing_alg_values_supported"));
                api.metadata(members -> members.remove("dpop_bound_access_tokens_required"));
                api.challenges(request -> List.of("Bearer error=\"invalid_token\""));
            }
        }
        clock.forward(EXPIRED);
        TestClient client = client();
        client.get(api.resource()); // a refresh
        as.endGrants();
        clock.forward(EXPIRED);
        client.get(api.resource()); // a login
        client.get(api.resource());

        assertThat(as.requestsTo("/token")).isNotEmpty().allSatisfy(request -> {
            assertThat(request.header("DPoP")).isNotNull();
            assertThat(request.parameter("resource")).isEqualTo(api.resource());
        });
        assertThat(as.requestsTo("/authorize")).allSatisfy(request -> {
            assertThat(request.parameter("code_challenge_method")).isEqualTo("S256");
            assertThat(request.parameter("resource")).isEqualTo(api.resource());
        });
        assertThat(sent()).as("schemes").doesNotContain("Bearer");
    }

    @Test
    void t94_configured_bound_tokens_are_not_replaced_by_others() throws Exception {
        as.dpop(false);
        api.dpop(false);
        TestClient client = client("server.api.dpop", "always");
        assertThat(client.get(api.resource()).status()).isEqualTo(401);
        assertThat(sent()).isEmpty();
        assertThatThrownBy(() -> new Operations(client.core).token(client.server(), Duration.ZERO))
                .hasMessageContaining("no login");
        assertThat(client.log).anyMatch(line -> line.contains("bound to a key (DPoP)"));
    }

    /** The schemes of the requests to the API that had a token. */
    private List<String> sent() {
        return api.requests().stream()
                .map(request -> request.header("Authorization"))
                .filter(value -> value != null)
                .map(value -> value.substring(0, value.indexOf(' ')))
                .toList();
    }

    private List<String> files() throws Exception {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).map(BoundTokenTest::text).toList();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String privatePart(List<String> files) throws Exception {
        for (String text : files) {
            if (text.contains("safeconduct_dpop_key")) {
                Map<?, ?> json = OAuthJson.parseObject(text.getBytes(StandardCharsets.UTF_8), "record");
                return String.valueOf(((Map<?, ?>) json.get("safeconduct_dpop_key")).get("d"));
            }
        }
        throw new AssertionError("no key is stored");
    }

    private static String thumbprint(TestClient client) throws Exception {
        TokenRecord stored = new Operations(client.core).stored(client.server());
        return stored.dpopKey().thumbprint();
    }

    private static void assertProof(RecordedRequest request, String claim, String value) {
        String proof = request.header("DPoP");
        String claims = new String(Base64.getUrlDecoder().decode(proof.split("\\.", -1)[1]), StandardCharsets.UTF_8);
        assertThat(claims).contains(claim).contains(value);
    }
}
