package dev.safeconduct.client.internal.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.internal.config.Config;
import dev.safeconduct.client.internal.config.ConfigInput;
import dev.safeconduct.client.internal.grant.GrantFlows;
import dev.safeconduct.client.oauth.OAuthJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The document that is hosted. */
class ClientMetadataDocumentTest {

    private static final String URL = "https://example.com/safeconduct.json";

    private static Config config(Map<String, String> properties) {
        return Config.load(new ConfigInput(properties, Map.of("HOME", "/nowhere"), null), GrantFlows.ALL);
    }

    @Test
    void a_document_is_about_its_own_url_and_a_public_client_on_any_port_of_this_machine() throws Exception {
        var document = ClientMetadataDocument.of(config(Map.of()), URL);

        assertThat(document.clientId()).isEqualTo(URL);
        assertThat(document.tokenEndpointAuthMethod()).isEqualTo("none");
        assertThat(document.redirectUris())
                .containsExactly("http://127.0.0.1/callback", "http://[::1]/callback", "http://localhost/callback");
    }

    @Test
    void a_configured_port_and_the_redirect_uris_of_its_servers_are_named() throws Exception {
        Config config = config(Map.of(
                "safeconduct.callback.port",
                "8765",
                "safeconduct.callback.path",
                "/end",
                "safeconduct.server.a.url",
                "https://a.example",
                "safeconduct.server.a.client-metadata-url",
                URL,
                "safeconduct.server.a.redirect-uri",
                "http://127.0.0.1:9000/a",
                "safeconduct.server.b.url",
                "https://b.example",
                "safeconduct.server.b.redirect-uri",
                "http://127.0.0.1:9000/b"));

        assertThat(ClientMetadataDocument.of(config, URL).redirectUris())
                .containsExactly(
                        "http://127.0.0.1/end",
                        "http://[::1]/end",
                        "http://localhost/end",
                        "http://127.0.0.1:8765/end",
                        "http://127.0.0.1:9000/a");
    }

    @Test
    void the_document_of_the_project_is_what_is_printed_for_its_url() throws Exception {
        Path docs = Path.of("../docs/client-metadata.json");
        String url = "https://example.invalid/safeconduct/client-metadata.json";

        assertThat(Files.readString(docs))
                .isEqualTo(new String(
                                OAuthJson.write(ClientMetadataDocument.of(config(Map.of()), url)
                                        .members()),
                                StandardCharsets.UTF_8)
                        + "\n");
    }
}
