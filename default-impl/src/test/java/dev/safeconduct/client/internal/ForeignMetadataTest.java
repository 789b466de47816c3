package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.testkit.FakeAuthorizationServer;
import dev.safeconduct.testkit.FakeProtectedResource;
import dev.safeconduct.testkit.FakeProtectedResource.MetadataForm;
import dev.safeconduct.testkit.Reply;
import java.util.List;
import java.util.Map;
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
}
