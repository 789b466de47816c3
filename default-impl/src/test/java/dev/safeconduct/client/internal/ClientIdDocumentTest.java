package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.internal.TestClient.Outcome;
import dev.safeconduct.testkit.FakeAuthorizationServer;
import dev.safeconduct.testkit.FreePort;
import dev.safeconduct.testkit.RecordedRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Logins whose client id is the URL of a Client ID Metadata Document. */
class ClientIdDocumentTest extends ClientTest {

    private static final String DOCUMENT = "https://example.com/safeconduct.json";

    @BeforeEach
    void takesDocuments() {
        as.clientIdUrls(true);
    }

    private TestClient withDocument(String... more) throws Exception {
        String[] all = new String[more.length + 2];
        all[0] = "server.api.client-metadata-url";
        all[1] = DOCUMENT;
        System.arraycopy(more, 0, all, 2, more.length);
        return client(all);
    }

    private RecordedRequest authorization() {
        List<RecordedRequest> requests = as.requestsTo("/authorize");
        assertThat(requests).hasSize(1);
        return requests.get(0);
    }

    @Test
    void a_document_comes_before_a_registration_and_its_login_is_refreshed() throws Exception {
        TestClient client = withDocument();

        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 2));
        as.endAccessTokens();
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 2));

        assertThat(as.requestsTo("/register")).isEmpty();
        assertThat(authorization().parameter("client_id")).isEqualTo(DOCUMENT);
        assertThat(authorization().parameter("redirect_uri")).matches("http://127\\.0\\.0\\.1:[0-9]+/callback");
        assertThat(as.refreshCount()).isEqualTo(1);
    }

    @Test
    void a_configured_port_is_in_the_redirect_uri() throws Exception {
        int port = FreePort.find();

        assertThat(withDocument("callback.port", String.valueOf(port))
                        .get(api.resource())
                        .status())
                .isEqualTo(200);

        assertThat(authorization().parameter("redirect_uri")).isEqualTo("http://127.0.0.1:" + port + "/callback");
    }

    @Test
    void where_documents_are_not_supported_a_client_is_registered() throws Exception {
        as.clientIdUrls(false);

        assertThat(withDocument().get(api.resource()).status()).isEqualTo(200);

        assertThat(as.requestsTo("/register")).hasSize(1);
        assertThat(authorization().parameter("client_id")).isNotEqualTo(DOCUMENT);
    }

    @Test
    void a_configured_client_takes_precedence() throws Exception {
        as.client("app", null, "http://127.0.0.1/callback").anyLoopbackPort(true);

        TestClient client = withDocument("server.api.client-id", "app");
        assertThat(client.get(api.resource()).status()).isEqualTo(200);

        assertThat(authorization().parameter("client_id")).isEqualTo("app");
    }

    @Test
    void t82_a_program_with_a_document_needs_to_be_told_an_issuer_that_does_not_name_itself() throws Exception {
        as.authorizationResponse(parameters -> parameters.remove("iss"))
                .metadata(metadata -> metadata.remove("authorization_response_iss_parameter_supported"));
        TestClient client = withDocument();

        assertThat(client.get(api.resource()).status()).isEqualTo(401);
        assertThat(as.requestsTo("/authorize")).isEmpty();
        assertThat(client.log).anyMatch(line -> line.contains("safeconduct.server.api.issuer=" + as.issuer()));

        clock.forward(Duration.ofMinutes(11));
        assertThat(withDocument("server.api.issuer", as.issuer()).get(api.resource()))
                .isEqualTo(new Outcome(200, 2));
    }

    @Test
    void a_document_that_was_used_for_a_server_goes_to_no_other_authorization_server_of_it() throws Exception {
        assertThat(withDocument().get(api.resource()).status()).isEqualTo(200);
        try (FakeAuthorizationServer other =
                FakeAuthorizationServer.builder().clock(clock).start()) {
            other.clientIdUrls(true);
            api.authorizationServer(other);
            as.endGrants();
            TestClient later = withDocument();

            assertThat(later.get(api.resource()).status()).isEqualTo(401);

            assertThat(other.requestsTo("/authorize")).isEmpty();
            assertThat(later.log).anyMatch(line -> line.contains("safeconduct.server.api.issuer=" + other.issuer()));
        }
    }
}
