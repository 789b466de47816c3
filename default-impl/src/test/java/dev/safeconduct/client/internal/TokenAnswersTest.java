package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.internal.TestClient.Outcome;
import dev.safeconduct.client.oauth.Token;
import dev.safeconduct.testkit.RecordedRequest;
import dev.safeconduct.testkit.Reply;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked of authorization servers that have habits of their own, and what is made of their answers. */
class TokenAnswersTest extends ClientTest {

    private static final Duration EXPIRED = Duration.ofHours(2);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void t99_token_answer_that_echoes_the_request_is_no_token(boolean form) throws Exception {
        client().get(api.resource());
        clock.forward(EXPIRED);
        Function<String, Reply> echo = sent -> form
                ? Reply.text(200, "application/x-www-form-urlencoded", "access_token=" + sent)
                : Reply.json(200, "{\"access_token\":\"" + sent + "\"}");
        as.on("/token", request -> echo.apply(request.parameter("refresh_token")));
        api.forgetRequests();

        TestClient client = client("login", "never");
        String before = stored(client).accessToken();
        assertThat(client.get(api.resource()).status()).isEqualTo(401);
        assertThat(stored(client).accessToken()).isEqualTo(before);
        assertThat(api.requests())
                .allMatch(request -> request.header("Authorization") == null
                        || !request.header("Authorization").contains("canary-rt-"));
    }

    @Test
    void resource_none_sends_no_resource() throws Exception {
        api.anyAudience(true);
        TestClient client = client("server.api.resource", "none");
        assertThat(client.get(api.resource()).status()).isEqualTo(200);
        clock.forward(EXPIRED);
        assertThat(client.get(api.resource()).status()).isEqualTo(200);
        assertThat(as.requests().stream().filter(request -> request.path().matches(".*/(authorize|token)")))
                .hasSize(3)
                .allMatch(request -> request.parameter("resource") == null);
    }

    @Test
    void a_login_that_is_refused_for_its_resource_says_how_to_send_none() throws Exception {
        String remedy = "safeconduct.server.api.resource=none";
        as.next("/token", 1, Reply.oauthError(400, "invalid_target", "no such resource"));
        TestClient client = client();
        assertThat(client.get(api.resource()).status()).isEqualTo(401);
        assertThat(client.log).anyMatch(line -> line.contains("invalid_target") && line.contains(remedy));

        as.authorizationResponse(parameters -> {
            parameters.remove("code");
            parameters.put("error", "invalid_target");
        });
        clock.forward(Duration.ofMinutes(11)); // no login was opened a moment ago
        TestClient byRedirect = client();
        assertThat(byRedirect.get(api.resource()).status()).isEqualTo(401);
        assertThat(byRedirect.log).anyMatch(line -> line.contains("invalid_target") && line.contains(remedy));

        clock.forward(Duration.ofMinutes(11));
        TestClient without = client("server.api.resource", "none");
        assertThat(without.get(api.resource()).status()).isEqualTo(401);
        assertThat(without.log).noneMatch(line -> line.contains(remedy));
    }

    @Test
    void refresh_that_is_refused_for_its_missing_scope_is_tried_with_that_of_the_login() throws Exception {
        api.metadata(metadata -> metadata.put("scopes_supported", List.of("mcp", "more")));
        as.tokenResponse(members -> members.remove("scope"));
        TestClient client = client();
        client.get(api.resource());
        as.on(
                "/token",
                request ->
                        lacksScope(request) ? Reply.oauthError(400, "invalid_request", "The scope is missing") : null);
        clock.forward(EXPIRED);
        assertThat(client.get(api.resource()).status()).isEqualTo(200);
        assertThat(as.tokenRequests("refresh_token"))
                .extracting(request -> request.parameter("scope"))
                .containsExactly(null, "mcp more");
    }

    private static boolean lacksScope(RecordedRequest request) {
        return "refresh_token".equals(request.parameter("grant_type")) && request.parameter("scope") == null;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void t52_refresh_token_that_is_not_replaced_is_kept_and_used_again(boolean empty) throws Exception {
        as.rotation(false);
        as.tokenResponse(members -> {
            if (!as.tokenRequests("refresh_token").isEmpty()) {
                members.remove("refresh_token");
                if (empty) {
                    members.put("refresh_token", "");
                }
            }
        });
        TestClient client = client();
        client.get(api.resource());
        String refreshToken = stored(client).refreshToken();
        for (int refreshes = 1; refreshes <= 3; refreshes++) {
            clock.forward(EXPIRED);
            TestClient later = client("login", "never"); // in each process anew
            assertThat(later.get(api.resource())).isEqualTo(new Outcome(200, 1));
            assertThat(stored(later).refreshToken()).isEqualTo(refreshToken);
        }
        assertThat(as.tokenRequests("refresh_token"))
                .hasSize(3)
                .allMatch(request -> refreshToken.equals(request.parameter("refresh_token")));
        assertThat(pages()).isEqualTo(1);
    }

    /** Of the login, then of a refresh, which may narrow it further (RFC 6749 §6); else what was granted goes on. */
    @Test
    void t52_scope_that_was_granted_is_recorded_and_not_the_one_that_was_asked_for() throws Exception {
        as.grantedScope(asked -> "mcp read");
        TestClient client = client("server.api.scope", "mcp read write");
        client.get(api.resource());
        assertThat(as.requestsTo("/authorize").get(0).parameter("scope")).isEqualTo("mcp read write");
        assertThat(stored(client).scope()).isEqualTo("mcp read");

        as.tokenResponse(members -> members.put("scope", "mcp"));
        clock.forward(EXPIRED);
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 1));
        assertThat(stored(client).scope()).isEqualTo("mcp");

        as.tokenResponse(members -> members.remove("scope"));
        clock.forward(EXPIRED);
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 1));
        assertThat(stored(client).scope()).isEqualTo("mcp");
        assertThat(pages()).isEqualTo(1);
    }

    @Test
    void parameter_that_is_configured_is_sent_where_the_request_does_not_have_it() throws Exception {
        TestClient client = client("server.api.scope", "mcp", "server.api.token.scope", "mcp");
        client.get(api.resource());
        clock.forward(EXPIRED);
        assertThat(client.get(api.resource()).status()).isEqualTo(200);
        assertThat(as.tokenRequests("refresh_token").get(0).parameter("scope")).isEqualTo("mcp");
    }

    @Test
    void offline_access_is_asked_for_where_it_is_advertised() throws Exception {
        advertiseOfflineAccess(true);
        assertThat(client().get(api.resource()).status()).isEqualTo(200);
        RecordedRequest page = as.requestsTo("/authorize").get(0);
        assertThat(page.parameter("scope")).isEqualTo("mcp offline_access");
        assertThat(page.parameter("prompt")).as("as an OpenID provider demands").isEqualTo("consent");
    }

    @Test
    void offline_access_needs_no_consent_where_the_server_is_no_open_id_provider() throws Exception {
        advertiseOfflineAccess(false);
        client().get(api.resource());
        RecordedRequest page = as.requestsTo("/authorize").get(0);
        assertThat(page.parameter("scope")).isEqualTo("mcp offline_access");
        assertThat(page.parameter("prompt")).isNull();
    }

    @Test
    void configured_prompt_and_scope_take_precedence_over_offline_access() throws Exception {
        advertiseOfflineAccess(true);
        client("server.api.authorize.prompt", "login").get(api.resource());
        assertThat(as.requestsTo("/authorize").get(0).parameter("prompt")).isEqualTo("login");

        as.forgetRequests();
        as.endGrants();
        client("server.api.scope", "mcp").get(api.resource());
        assertThat(as.requestsTo("/authorize").get(0).parameter("scope")).isEqualTo("mcp");
    }

    @Test
    void login_goes_on_without_offline_access_where_it_is_an_invalid_scope() throws Exception {
        advertiseOfflineAccess(true);
        as.authorizationResponse(parameters -> {
            if (as.requestsTo("/authorize").size() == 1) {
                parameters.remove("code");
                parameters.put("error", "invalid_scope");
            }
        });
        TestClient client = client();
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 2));
        assertThat(as.requestsTo("/authorize"))
                .extracting(request -> request.parameter("scope"))
                .containsExactly("mcp offline_access", "mcp");
        assertThat(client.log).noneMatch(line -> line.startsWith("WARN "));
    }

    private void advertiseOfflineAccess(boolean openId) {
        api.metadata(metadata -> metadata.put("scopes_supported", List.of("mcp")));
        as.metadata(metadata -> {
            metadata.put("scopes_supported", List.of("mcp", "offline_access"));
            metadata.remove("subject_types_supported");
            if (openId) {
                metadata.put("subject_types_supported", List.of("public"));
            }
        });
    }

    private static Token stored(TestClient client) throws Exception {
        return client.core
                .records()
                .tokens()
                .read(client.server().tokenKey())
                .value()
                .token();
    }
}
