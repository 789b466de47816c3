package dev.safeconduct.client.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClientMetadataTest {

    /** RFC 7591 §2: a missing member means {@code code}, which a client without an authorization endpoint does not want. */
    @Test
    void no_response_types_are_said_as_such() {
        assertThat(ClientMetadata.builder().responseTypes().build().members())
                .containsEntry("response_types", List.of());
    }

    @Test
    void a_document_for_registration_has_no_client_id_and_nothing_empty() {
        ClientMetadata metadata = ClientMetadata.builder()
                .clientName("A program")
                .applicationType("native")
                .redirectUris(List.of(URI.create("http://127.0.0.1:1/callback"), URI.create("com.example:/cb")))
                .grantTypes("authorization_code", "refresh_token")
                .scope("")
                .member("contacts", List.of())
                .build();
        assertThat(metadata.members())
                .isEqualTo(Map.of(
                        "client_name",
                        "A program",
                        "application_type",
                        "native",
                        "redirect_uris",
                        List.of("http://127.0.0.1:1/callback", "com.example:/cb"),
                        "grant_types",
                        List.of("authorization_code", "refresh_token")));
    }

    @Test
    void redirect_uris_are_there_even_if_empty() {
        assertThat(ClientMetadata.builder().build().members()).isEqualTo(Map.of("redirect_uris", List.of()));
    }

    @Test
    void a_client_id_metadata_document_names_itself() throws Exception {
        URI page = URI.create("https://app.example/x");
        ClientMetadata metadata = ClientMetadata.builder()
                .clientId("https://app.example/client.json")
                .clientUri(page)
                .logoUri(page)
                .policyUri(page)
                .tosUri(page)
                .softwareId("id")
                .softwareVersion("1")
                .tokenEndpointAuthMethod("none")
                .build();
        assertThat(metadata.clientId()).isEqualTo("https://app.example/client.json");
        assertThat(metadata.members().keySet())
                .containsExactlyInAnyOrder(
                        "client_id",
                        "client_uri",
                        "redirect_uris",
                        "logo_uri",
                        "policy_uri",
                        "tos_uri",
                        "software_id",
                        "software_version",
                        "token_endpoint_auth_method");
    }

    @Test
    void null_lists_read_as_empty() throws Exception {
        Map<String, Object> members = new HashMap<>();
        members.put("redirect_uris", null);
        members.put("grant_types", null);
        ClientMetadata metadata = new ClientMetadata(members);
        assertThat(metadata.redirectUris()).isEmpty();
        assertThat(metadata.grantTypes()).isEmpty();
        assertThat(metadata.responseTypes()).isEmpty();
    }

    @Test
    void unknown_members_survive_and_one_can_be_changed() throws Exception {
        ClientMetadata read = new ClientMetadata(Map.of("token_endpoint_auth_method", "none", "x_own", 7));
        ClientMetadata changed =
                read.toBuilder().tokenEndpointAuthMethod("client_secret_basic").build();
        assertThat(changed.members()).containsEntry("x_own", 7);
        assertThat(changed.tokenEndpointAuthMethod()).isEqualTo("client_secret_basic");
        assertThat(read.tokenEndpointAuthMethod()).isEqualTo("none");
    }
}
