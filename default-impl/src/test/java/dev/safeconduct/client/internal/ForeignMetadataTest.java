package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.internal.concurrent.Threads;
import dev.safeconduct.testkit.FakeAuthorizationServer;
import dev.safeconduct.testkit.FakeProtectedResource;
import dev.safeconduct.testkit.FakeProtectedResource.MetadataForm;
import dev.safeconduct.testkit.FollowingBrowser;
import dev.safeconduct.testkit.MetadataLocation;
import dev.safeconduct.testkit.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents of neighbors on the same origin, and an outage, which must not lead a login elsewhere. */
class ForeignMetadataTest extends ClientTest {

    private static final String PATH = "/.well-known/oauth-protected-resource/mcp";
    private static final String ROOT = "/.well-known/oauth-protected-resource";

    private final FakeAuthorizationServer other = FakeAuthorizationServer.builder()
            .tokenPrefixes("canary-at-", "canary-rt-")
            .clock(clock)
            .start();

    @AfterEach
    void stopOther() {
        other.close();
    }

    private static Reply document(String resource, FakeAuthorizationServer issuer) {
        return Reply.json(200, Map.of("resource", resource, "authorization_servers", List.of(issuer.issuer())));
    }

    @ParameterizedTest
    @CsvSource({
        "/.well-known/oauth-protected-resource/a/c, /a/c",
        "/.well-known/oauth-protected-resource/a/b/c, /a/b/c",
        "/.well-known/oauth-protected-resource/a%2fb, /a%2fb",
        "/.well-known/oauth-protected-resource/a/b, /a/b/../c",
        "/a/tenant/meta, ''",
        "/a/tenant/meta, /a",
        "/.well-known/../a/tenant/meta, ''",
        "/.well-known/%2e%2e/a/tenant/meta, ''",
    })
    void t80_a_document_about_a_neighbor_or_by_a_tenant_about_the_origin_begins_no_login(String place, String resource)
            throws Exception {
        try (FakeProtectedResource shared =
                FakeProtectedResource.builder(as).path("/a/b").start()) {
            shared.metadataAt(new MetadataForm[0]);
            Reply evil = document(shared.origin() + resource, other);
            shared.on(place, request -> evil);
            shared.on("/a/tenant/meta", request -> evil);
            shared.challenges("Bearer resource_metadata=\"" + shared.origin() + place + "\"");
            TestClient client = client("server.api.url", shared.resource());

            assertThat(client.get(shared.resource()).status()).isEqualTo(401);

            assertThat(other.requests()).isEmpty();
            assertThat(shared.requestsTo("/authorize")).isEmpty();
            assertThat(client.log).anyMatch(line -> line.contains("another resource"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/a", "/a/b", "/a/b/", "/%61/b"})
    void a_well_known_document_about_the_origin_a_parent_or_the_server_counts(String resource) throws Exception {
        try (FakeProtectedResource shared =
                FakeProtectedResource.builder(as).path("/a/b").start()) {
            String identifier = shared.origin() + resource;
            shared.namesMetadata(false).anyAudience(true).metadata(members -> members.put("resource", identifier));

            TestClient client = client("server.api.url", shared.resource());
            assertThat(client.get(shared.resource()).status())
                    .as(client.log.toString())
                    .isEqualTo(200);
            assertThat(as.requestsTo("/authorize").get(0).parameter("resource")).isEqualTo(identifier);
        }
    }

    @Test
    void a_user_is_told_at_login_and_in_status_that_a_token_is_for_more_than_the_server() throws Exception {
        api.anyAudience(true).metadata(members -> members.put("resource", api.origin()));
        TestClient client = client();
        Operations operations = new Operations(client.core);
        operations
                .login(client.server(), List.of(), prompt -> browse(prompt.uri()))
                .get(60, TimeUnit.SECONDS);

        assertThat(client.log)
                .anyMatch(line -> line.startsWith("WARN ") && line.contains(" is for all of " + api.origin() + ","));
        assertThat(operations.status(unreadable -> {}))
                .extracting(KnownLogin::widerResource)
                .containsExactly(api.origin());
    }

    private static void browse(URI page) {
        Threads.start(new Threads("browser"), () -> {
            try {
                FollowingBrowser.open(page);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Test
    void a_token_for_the_server_itself_is_not_talked_about() throws Exception {
        TestClient client = client();
        assertThat(client.get(api.resource()).status()).isEqualTo(200);
        assertThat(client.log).noneMatch(line -> line.contains(" is for all of "));
        assertThat(new Operations(client.core).status(unreadable -> {}))
                .extracting(KnownLogin::widerResource)
                .containsOnlyNulls();
    }

    @Test
    void which_of_several_authorization_servers_is_used_is_said() throws Exception {
        other.metadataAt(new MetadataLocation[0]);
        api.metadata(members -> members.put("authorization_servers", List.of(other.issuer(), as.issuer())));
        TestClient client = client();
        assertThat(client.get(api.resource()).status()).isEqualTo(200);
        assertThat(client.log)
                .containsOnlyOnce(
                        "INFO Of the 2 authorization servers of " + api.resource() + ", " + as.issuer() + " is used.");
    }

    @Test
    void t16_metadata_that_demand_tokens_bound_to_a_key_are_refused_in_words() throws Exception {
        api.metadata(members -> members.put("dpop_bound_access_tokens_required", true));
        TestClient client = client();
        assertThat(client.get(api.resource()).status()).isEqualTo(401);
        assertThat(as.requestsTo("/register")).isEmpty();
        assertThat(pages()).isZero();
        assertThat(client.log)
                .anyMatch(line -> line.startsWith("WARN ") && line.contains("only tokens that are bound"));
    }

    @Test
    void a_wider_document_does_not_replace_the_narrower_resource_of_a_login() throws Exception {
        client().get(api.resource());
        as.endGrants();
        api.metadata(members -> members.put("resource", api.origin()));

        assertThat(client().get(api.resource()).status()).isEqualTo(200);
        assertThat(as.requestsTo("/authorize")).hasSize(2).allMatch(request -> api.resource()
                .equals(request.parameter("resource")));
    }

    private Reply outage(String kind) {
        return switch (kind) {
            case "404" -> Reply.status(404);
            case "502" -> Reply.status(502);
            case "timeout" -> Reply.never();
            case "html" -> Reply.text(200, "text/html", "<html></html>");
            default -> document(api.origin() + "/another", other);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"404", "502", "timeout", "html", "wrong"})
    void t81_an_outage_or_a_fallback_never_moves_a_login(String kind) throws Exception {
        api.namesMetadata(false);
        assertThat(client().get(api.resource()).status()).isEqualTo(200);
        Reply outage = outage(kind);
        api.on(PATH, request -> outage);
        api.on(ROOT, request -> document(api.resource(), other));
        TestClient client = client("http.timeout", "2s");

        as.endAccessTokens();
        assertThat(client.get(api.resource()).status()).isEqualTo(200);
        assertThat(as.refreshCount()).isEqualTo(1);
        assertThat(as.requestsTo("/authorize")).hasSize(1);

        as.endGrants();
        client.get(api.resource());
        assertThat(other.requests()).isEmpty();
    }

    @Test
    void a_server_that_moves_is_followed_once_its_old_tokens_are_refused() throws Exception {
        assertThat(client().get(api.resource()).status()).isEqualTo(200);
        api.authorizationServer(other);
        TestClient client = client();

        assertThat(client.get(api.resource()).status())
                .as(client.log.toString())
                .isEqualTo(200);

        assertThat(as.refreshCount()).as("refreshes at the old one come first").isEqualTo(1);
        assertThat(other.requestsTo("/authorize")).hasSize(1);
        assertThat(client.log)
                .anyMatch(line -> line.contains("moved its logins from " + as.issuer() + " to " + other.issuer()));
        assertThat(other.sawAnywhere("canary-rt-")).as("the old refresh token").isFalse();
    }

    @Test
    void a_server_that_moves_is_followed_where_the_old_login_has_ended() throws Exception {
        assertThat(client().get(api.resource()).status()).isEqualTo(200);
        as.endGrants();
        api.authorizationServer(other);

        assertThat(client().get(api.resource()).status()).isEqualTo(200);
        assertThat(other.requestsTo("/authorize")).hasSize(1);
    }

    @Test
    void t25_no_old_token_reaches_the_authorization_server_that_a_server_has_moved_to() throws Exception {
        assertThat(client().get(api.resource()).status()).isEqualTo(200);
        api.authorizationServer(other);
        clock.forward(Duration.ofHours(2));

        assertThat(client().get(api.resource()).status()).isEqualTo(200);

        assertThat(other.requestsTo("/register")).hasSize(1);
        assertThat(other.requestsTo("/token")).isNotEmpty();
        assertThat(other.sawAnywhere("canary-at-")).as("an old access token").isFalse();
        assertThat(other.sawAnywhere("canary-rt-")).as("an old refresh token").isFalse();
    }
}
