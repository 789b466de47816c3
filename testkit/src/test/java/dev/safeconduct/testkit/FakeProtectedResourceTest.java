package dev.safeconduct.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FakeProtectedResourceTest {
    private final FakeAuthorizationServer server = FakeAuthorizationServer.start();
    private final FakeProtectedResource api = FakeProtectedResource.start(server);
    private final HandClient client = new HandClient(server.issuer());

    @AfterEach
    void close() {
        api.close();
        server.close();
    }

    private String bearer(String scope, String resource) {
        return "Bearer " + server.issue("c", scope, resource).accessToken();
    }

    @Test
    void demands_a_token_for_itself() throws Exception {
        PlainHttp.Answer refused = client.get(api.resource());
        assertThat(refused.status()).isEqualTo(401);
        String metadataUrl = api.origin() + "/.well-known/oauth-protected-resource/mcp";
        assertThat(refused.header("WWW-Authenticate")).isEqualTo("Bearer resource_metadata=\"" + metadataUrl + "\"");
        assertThat(Json.readObject(client.get(metadataUrl).body()))
                .containsEntry("resource", api.resource())
                .containsEntry("authorization_servers", List.of(server.issuer()));

        String good = bearer("a", api.resource());
        assertThat(client.get(api.resource(), "Authorization", good).body()).contains("\"ok\":true");
        assertThat(client.get(api.resource(), "Authorization", bearer("a", "http://other"))
                        .status())
                .isEqualTo(401);
        api.requireScope("/mcp", "a b");
        PlainHttp.Answer narrow = client.get(api.resource(), "Authorization", good);
        assertThat(narrow.status()).isEqualTo(403);
        assertThat(narrow.header("WWW-Authenticate")).contains("error=\"insufficient_scope\"", "scope=\"a b\"");
        api.always401(true);
        assertThat(client.get(api.resource(), "Authorization", good).status()).isEqualTo(401);
        assertThat(api.requests()).hasSize(6);
        assertThat(api.sawAnywhere(good)).isTrue();
        assertThat(api.answersWith(401)).isEqualTo(3);
    }

    @Test
    void challenges_and_metadata_can_be_scripted() throws Exception {
        api.challenges("Basic realm=\"x\"", "Negotiate");
        assertThat(client.get(api.resource()).headers("WWW-Authenticate"))
                .containsExactly("Basic realm=\"x\"", "Negotiate");
        api.challenges(request -> null).metadataAt("/custom").challengeScope("s");
        assertThat(client.get(api.resource()).header("WWW-Authenticate"))
                .isEqualTo("Bearer resource_metadata=\"" + api.origin() + "/custom\", scope=\"s\"");
        assertThat(client.get(api.url("/custom")).status()).isEqualTo(200);
        api.metadataAt(FakeProtectedResource.MetadataForm.ROOT).namesMetadata(false);
        assertThat(client.get(api.url("/.well-known/oauth-protected-resource")).body())
                .contains("\"resource\":\"" + api.origin() + "\"");
        api.metadataAt().challenges();
        assertThat(client.get(api.resource()).header("WWW-Authenticate")).isNull();
    }

    @Test
    void handlers_redirect_echo_and_fill() throws Exception {
        String token = bearer("a", api.resource());
        PlainHttp.Answer moved =
                client.get(api.resource() + "/redirect?status=307&to=http%3A%2F%2Fx%2Fy", "Authorization", token);
        assertThat(moved.status()).isEqualTo(307);
        assertThat(moved.header("Location")).isEqualTo("http://x/y");
        assertThat(client.post(api.url("/echo"), "text/plain", "abc", "Authorization", token)
                        .body())
                .contains("\"length\":3", "\"sha256\":\"ba7816bf");
        assertThat(client.get(api.url("/large?bytes=100000"), "Authorization", token)
                        .body())
                .hasSize(100_000);
        assertThat(client.get(api.url("/slow?millis=20"), "Authorization", token)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void serves_https(@TempDir Path directory) throws Exception {
        SSLContext tls = SelfSigned.create(directory, "api.test").context();
        try (FakeProtectedResource secure =
                FakeProtectedResource.builder(server).host("localhost").tls(tls).start()) {
            assertThat(secure.origin()).startsWith("https://localhost:");
            assertThat(FollowingBrowser.open(URI.create(secure.resource()), tls).status())
                    .isEqualTo(401);
        }
    }
}
