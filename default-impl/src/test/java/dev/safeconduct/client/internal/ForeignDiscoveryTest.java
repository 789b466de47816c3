package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.internal.TestClient.Outcome;
import dev.safeconduct.client.oauth.OAuthJson;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.testkit.FakeProtectedResource.MetadataForm;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Metadata from a directory, where nobody serves them: they are checked as if they came over the network. */
class ForeignDiscoveryTest extends ClientTest {

    private final Map<String, Object> server = new LinkedHashMap<>();
    private final Map<String, Object> resource = new LinkedHashMap<>();

    @BeforeEach
    void documents() {
        as.metadataAt();
        api.metadataAt(new MetadataForm[0]);
        api.namesMetadata(false);
        server.put("issuer", as.issuer());
        server.put("authorization_endpoint", as.issuer() + "/authorize");
        server.put("token_endpoint", as.issuer() + "/token");
        server.put("registration_endpoint", as.issuer() + "/register");
        server.put("code_challenge_methods_supported", List.of("S256"));
        resource.put("resource", api.resource());
        resource.put("authorization_servers", List.of(as.issuer()));
    }

    @Test
    void login_with_what_the_directory_holds() throws Exception {
        TestClient client = staticClient();
        assertThat(client.get(api.resource())).as(client.log.toString()).isEqualTo(new Outcome(200, 2));
        assertThat(as.requests()).noneMatch(request -> request.path().contains("well-known"));
        assertThat(api.requests()).noneMatch(request -> request.path().contains("well-known"));
    }

    @ParameterizedTest
    @CsvSource({
        "issuer, https://evil.example, another issuer",
        "token_endpoint, http://192.0.2.1/token, is not https",
        "authorization_endpoint, ftp://192.0.2.1/, neither https nor http",
        "registration_endpoint, http://192.0.2.1/register, is not https",
        "code_challenge_methods_supported, , S256",
        "authorization_endpoint, , no authorization endpoint",
    })
    void what_the_directory_says_of_the_server_is_checked(String member, String value, String reason) throws Exception {
        if (value == null) {
            server.remove(member);
        } else {
            server.put(member, value);
        }
        TestClient client = staticClient();
        assertThat(client.get(api.resource()).status()).isEqualTo(401);
        assertThat(client.log).anyMatch(line -> line.contains(reason));
        assertThat(as.requestsTo("/token")).isEmpty();
    }

    @Test
    void what_the_directory_says_of_the_resource_is_checked() throws Exception {
        resource.put("resource", "https://other.example/mcp");
        TestClient client = staticClient();
        assertThat(client.get(api.resource()).status()).isEqualTo(401);
        assertThat(client.log).anyMatch(line -> line.contains("another resource"));
        assertThat(as.requests()).isEmpty();
    }

    @Test
    void directory_that_is_not_set_is_an_error() {
        assertThatThrownBy(() -> client("discovery", "static"))
                .isInstanceOf(OAuthException.class)
                .hasMessageContaining("safeconduct.discovery.dir");
    }

    @Test
    void provider_that_is_not_there_is_an_error() {
        assertThatThrownBy(() -> client("discovery", "vault"))
                .isInstanceOf(OAuthException.class)
                .hasMessageContainingAll("vault", "safeconduct.discovery", "static");
    }

    private TestClient staticClient() throws Exception {
        Path documents = directory.resolve("documents");
        URI issuer = URI.create(as.issuer());
        write(documents, issuer, "/.well-known/oauth-authorization-server" + issuer.getPath(), server);
        URI api = URI.create(this.api.resource());
        write(documents, api, "/.well-known/oauth-protected-resource" + api.getPath(), resource);
        return client("discovery", "static", "discovery.dir", documents.toString());
    }

    private static void write(Path documents, URI host, String path, Map<String, Object> document) throws Exception {
        Path file = documents.resolve(host.getHost() + "_" + host.getPort() + path + ".json");
        Files.createDirectories(file.getParent());
        Files.write(file, OAuthJson.write(document));
    }
}
