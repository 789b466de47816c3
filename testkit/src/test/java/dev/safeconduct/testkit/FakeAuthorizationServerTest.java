package dev.safeconduct.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FakeAuthorizationServerTest {
    private final FakeAuthorizationServer server = FakeAuthorizationServer.builder()
            .tokenPrefixes("canary-at-", "canary-rt-")
            .start();
    private final HandClient client = new HandClient(server.issuer());

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void code_flow_from_metadata_to_revocation() throws Exception {
        Map<String, Object> metadata =
                Json.readObject(client.get(server.issuer() + "/.well-known/oauth-authorization-server")
                        .body());
        assertThat(metadata).containsEntry("issuer", server.issuer());
        Map<String, Object> registered = client.register();
        assertThat(registered)
                .containsEntry("token_endpoint_auth_method", "none")
                .doesNotContainKey("client_secret");
        String id = String.valueOf(registered.get("client_id"));

        Map<String, List<String>> callback = client.authorize(id, "resource", "http://api/mcp", "scope", "a b");
        assertThat(callback).containsEntry("state", List.of("s1")).containsEntry("iss", List.of(server.issuer()));
        String code = callback.get("code").get(0);
        PlainHttp.Answer answer = client.exchange(id, code, HandClient.VERIFIER);
        assertThat(answer.status()).isEqualTo(200);
        Map<String, Object> token = Json.readObject(answer.body());
        String accessToken = String.valueOf(token.get("access_token"));
        assertThat(accessToken).startsWith("canary-at-");
        assertThat(server.lookup(accessToken)).hasValueSatisfying(granted -> {
            assertThat(granted.resources()).containsExactly("http://api/mcp");
            assertThat(granted.scopes()).containsExactly("a", "b");
            assertThat(granted.issued()).isEqualTo(1);
        });

        assertThat(client.exchange(id, code, HandClient.VERIFIER).body()).contains("invalid_grant");
        assertThat(server.isActive(accessToken)).as("a code used twice").isFalse();
        assertThat(server.requestsTo("/authorize").get(0).parameter("resource")).isEqualTo("http://api/mcp");
        assertThat(server.tokenRequests("authorization_code")).hasSize(2);
    }

    @Test
    void wrong_verifier_and_wrong_redirect_uri_are_refused() throws Exception {
        String id = String.valueOf(client.register().get("client_id"));
        String code = client.authorize(id).get("code").get(0);
        assertThat(client.exchange(id, code, "w".repeat(43)).body()).contains("invalid_grant");
        assertThat(client.exchange(id, code, HandClient.VERIFIER).body())
                .as("the code is spent")
                .contains("invalid_grant");
        assertThat(server.invalidGrantCount()).isEqualTo(2);

        String other = "http://127.0.0.1:2/callback";
        assertThatThrownBy(() -> client.authorize(id, "redirect_uri", other)).isInstanceOf(Exception.class);
        server.anyLoopbackPort(true);
        assertThat(client.authorize(id, "redirect_uri", other)).containsKey("code");
        assertThat(client.authorize(id, "code_challenge_method", "plain"))
                .containsEntry("error", List.of("invalid_request"));
    }

    @Test
    void refresh_rotates_and_reuse_revokes_the_family() throws Exception {
        server.client("c", null);
        String other = server.issue("c", null).accessToken();
        GrantedToken first = server.issue("c", "a", "http://api");
        Map<String, Object> second =
                Json.readObject(client.refresh("c", first.refreshToken()).body());
        String secondRefresh = String.valueOf(second.get("refresh_token"));
        assertThat(secondRefresh).startsWith("canary-rt-").isNotEqualTo(first.refreshToken());
        String secondAccess = String.valueOf(second.get("access_token"));
        assertThat(server.lookup(secondAccess)).hasValueSatisfying(granted -> {
            assertThat(granted.issued()).isEqualTo(2);
            assertThat(granted.resources()).containsExactly("http://api");
        });

        assertThat(client.refresh("c", first.refreshToken()).body()).contains("invalid_grant");
        assertThat(client.refresh("c", secondRefresh).body()).contains("invalid_grant");
        assertThat(server.isActive(secondAccess)).isFalse();
        assertThat(server.isActive(other)).as("another grant").isTrue();
        assertThat(server.refreshCount()).isEqualTo(3);
        assertThat(server.reuseCount()).isEqualTo(1);
    }

    @Test
    void client_credentials_need_the_registered_method() throws Exception {
        server.client("svc", "s3cret");
        String type = "application/x-www-form-urlencoded";
        String url = server.issuer() + "/token";
        String basic = "Basic " + Base64.getEncoder().encodeToString("svc:s3cret".getBytes(StandardCharsets.US_ASCII));
        PlainHttp.Answer good =
                client.post(url, type, "grant_type=client_credentials&resource=r", "Authorization", basic);
        assertThat(good.body()).contains("access_token").doesNotContain("refresh_token");
        PlainHttp.Answer bad =
                client.token("grant_type", "client_credentials", "client_id", "svc", "client_secret", "s3cret");
        assertThat(bad.status()).isEqualTo(401);
        assertThat(bad.body()).contains("invalid_client");
    }

    @Test
    void answers_can_be_scripted() throws Exception {
        server.client("c", null);
        String refresh = server.issue("c", null).refreshToken();
        server.next("/token", 1, Reply.retryAfter(429, Duration.ofSeconds(7)))
                .next("/token", 1, Reply.garbage())
                .next("/token", 1, Reply.hangUp());
        assertThat(client.refresh("c", refresh).header("Retry-After")).isEqualTo("7");
        assertThatThrownBy(() -> Json.readObject(client.refresh("c", refresh).body()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> client.refresh("c", refresh)).isInstanceOf(IOException.class);
        server.rotation(false)
                .tokenLifetime(Duration.ofSeconds(5))
                .delay("/token", Duration.ofMillis(30))
                .tokenResponse(members -> members.put("token_type", "bEARER"));
        assertThat(Json.readObject(client.refresh("c", refresh).body()))
                .containsEntry("token_type", "bEARER")
                .extractingByKey("expires_in")
                .hasToString("5");
        server.rotation(true).loseAnswers("/token", 1);
        assertThatThrownBy(() -> client.refresh("c", refresh)).isInstanceOf(IOException.class);
        assertThat(client.refresh("c", refresh).body())
                .as("the lost one took effect")
                .contains("invalid_grant");
        assertThat(server.refreshCount()).isEqualTo(6);
    }

    @Test
    void metadata_are_at_the_scripted_places_and_altered() throws Exception {
        try (FakeAuthorizationServer tenant =
                FakeAuthorizationServer.builder().path("/tenant").start()) {
            tenant.metadataAt(MetadataLocation.OPENID_APPENDED)
                    .metadata(members -> members.remove("code_challenge_methods_supported"));
            String origin = tenant.origin();
            assertThat(client.get(origin + "/.well-known/oauth-authorization-server/tenant")
                            .status())
                    .isEqualTo(404);
            assertThat(client.get(origin + "/tenant/.well-known/openid-configuration")
                            .body())
                    .contains(origin + "/tenant/token")
                    .doesNotContain("code_challenge_methods_supported");
        }
    }

    @Test
    void login_page_waits_for_its_link() throws Exception {
        String id = String.valueOf(client.register().get("client_id"));
        server.loginPage(true);
        assertThatThrownBy(() -> client.authorize(id)).isInstanceOf(Exception.class);
        String link = server.waitingLogins().get(0);
        assertThat(client.get(link).header("Location")).startsWith(HandClient.CALLBACK + "?code=");
        server.loginPage(false).denyNext(1);
        assertThat(client.authorize(id)).containsEntry("error", List.of("access_denied"));
        assertThat(client.authorize(id)).containsKey("code");
    }

    @Test
    void the_browser_follows_to_the_callback_only() throws Exception {
        try (RecordingSink callback = RecordingSink.start()) {
            server.client("c", null, callback.origin() + "/callback")
                    .authorizationResponse(parameters -> parameters.put("state", "other"));
            FollowingBrowser.Visit visit = FollowingBrowser.open(URI.create(FormParameters.append(
                    server.issuer() + "/authorize",
                    Map.of(
                            "response_type", "code",
                            "client_id", "c",
                            "state", "s",
                            "redirect_uri", callback.origin() + "/callback",
                            "code_challenge", "c".repeat(43),
                            "code_challenge_method", "S256"))));
            assertThat(visit.status()).isEqualTo(200);
            assertThat(visit.last().getPath()).isEqualTo("/callback");
            assertThat(callback.requests()).hasSize(1);
            assertThat(callback.requests().get(0).parameter("state")).isEqualTo("other");

            server.on("/away", request -> Reply.redirect(302, "http://192.0.2.1/"));
            assertThatThrownBy(() -> FollowingBrowser.open(URI.create(server.origin() + "/away")))
                    .hasMessageContaining("not a loopback host");
        }
    }
}
