package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.internal.TestClient.Outcome;
import dev.safeconduct.client.internal.authentication.PrivateKeys;
import dev.safeconduct.testkit.FakeAuthorizationServer;
import dev.safeconduct.testkit.RecordedRequest;
import dev.safeconduct.testkit.SelfSigned;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client that the token endpoint knows by its certificate. That endpoint is at an address of its own, RFC 8705 §5. */
class MutualTlsTest extends ClientTest {

    private static SelfSigned right;

    private FakeAuthorizationServer mutual;

    @BeforeEach
    void startEndpoint() throws Exception {
        right = right == null ? SelfSigned.create(Files.createTempDirectory("mutual-tls")) : right;
        mutual = FakeAuthorizationServer.builder()
                .tls(right.context())
                .clientCertificates(true)
                .start();
        mutual.on("/token", request -> as.answer(as.issue("reports", null, api.resource())));
        as.metadata(metadata ->
                metadata.put("mtls_endpoint_aliases", Map.of("token_endpoint", mutual.issuer() + "/token")));
    }

    @AfterEach
    void stopEndpoint() {
        mutual.close();
    }

    private TestClient service(String... more) throws Exception {
        List<String> settings = new ArrayList<>(List.of(
                "login", "never",
                "tls.ca-file", right.certificateFile().toString(),
                "server.api.grant", "client_credentials",
                "server.api.client-id", "reports"));
        settings.addAll(List.of(more));
        return client(settings.toArray(String[]::new));
    }

    private static String[] keyStore(SelfSigned pair) {
        return new String[] {
            "server.api.client-key-store",
            pair.keyStore().toString(),
            "server.api.client-key-store-password",
            SelfSigned.PASSWORD
        };
    }

    private Path privateKey(SelfSigned pair) throws Exception {
        KeyStore store = KeyStore.getInstance(pair.keyStore().toFile(), SelfSigned.PASSWORD.toCharArray());
        Path file = Files.createTempFile(directory, "key", ".pem");
        Files.writeString(
                file, PrivateKeys.pem((PrivateKey) store.getKey("server", SelfSigned.PASSWORD.toCharArray())));
        return file;
    }

    private static String file(Path path) {
        return "${file:" + path + "}";
    }

    @Test
    void a_certificate_in_a_key_store_is_shown_to_the_token_endpoint() throws Exception {
        assertThat(service(keyStore(right)).get(api.resource())).isEqualTo(new Outcome(200, 1));

        assertThat(mutual.requestsTo("/token")).singleElement().satisfies(request -> {
            assertThat(request.parameter("client_id")).isEqualTo("reports");
            assertThat(request.parameter("client_secret")).isNull();
            assertThat(request.parameter("client_assertion")).isNull();
            assertThat(request.header("Authorization")).isNull();
        });
        assertThat(as.requestsTo("/token")).isEmpty();
    }

    @Test
    void a_certificate_may_be_pem_and_self_signed() throws Exception {
        TestClient client = service(
                "server.api.client-cert", file(right.certificateFile()),
                "server.api.client-key", file(privateKey(right)),
                "server.api.client-auth", "self_signed_tls_client_auth");

        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 1));
        assertThat(mutual.requestsTo("/token")).hasSize(1);
    }

    @Test
    void a_certificate_that_is_replaced_is_shown_at_the_next_request() throws Exception {
        Path certificate = directory.resolve("client.pem");
        Path key = directory.resolve("client-key.pem");
        SelfSigned other = SelfSigned.create(directory);
        Files.copy(other.certificateFile(), certificate);
        Files.copy(privateKey(other), key);
        TestClient client = service(
                "server.api.issuer", as.issuer(),
                "server.api.client-cert", file(certificate),
                "server.api.client-key", file(key));
        assertThat(client.get(api.resource()).status()).isEqualTo(401);
        assertThat(mutual.requestsTo("/token")).isEmpty();

        Files.writeString(certificate, Files.readString(right.certificateFile()));
        Files.writeString(key, Files.readString(privateKey(right)));
        clock.forward(Duration.ofMinutes(2));

        assertThat(client.get(api.resource()).status()).isEqualTo(200);
    }

    @Test
    void a_login_is_refreshed_where_the_certificate_was_shown() throws Exception {
        List<String> settings = new ArrayList<>(
                List.of("tls.ca-file", right.certificateFile().toString(), "server.api.client-id", "reports"));
        settings.addAll(List.of(keyStore(right)));
        as.client("reports", null);
        TestClient client = client(settings.toArray(String[]::new));
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 2));
        clock.forward(Duration.ofHours(2));

        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 1));

        assertThat(mutual.requestsTo("/token").stream().map(MutualTlsTest::grantType))
                .containsExactly("authorization_code", "refresh_token");
        assertThat(as.requestsTo("/token")).isEmpty();
    }

    private static String grantType(RecordedRequest request) {
        return String.valueOf(request.parameter("grant_type"));
    }

    @Test
    void a_certificate_is_shown_to_no_other_endpoint() throws Exception {
        api.authorizationServer(mutual);
        TestClient client = service(keyStore(right));

        assertThat(client.get(api.resource()).status()).isEqualTo(401);

        assertThat(mutual.requests()).as("its metadata").isEmpty();
    }

    @Test
    void a_certificate_of_another_key_and_a_missing_key_are_errors_that_name_the_setting() throws Exception {
        SelfSigned other = SelfSigned.create(directory);
        TestClient mixed = service(
                "server.api.client-cert", file(right.certificateFile()),
                "server.api.client-key", file(privateKey(other)));
        assertThat(mixed.get(api.resource()).status()).isEqualTo(401);
        assertThat(mixed.log)
                .anyMatch(line -> line.contains(
                        "safeconduct.server.api.client-cert does not begin with the certificate of client-key"));

        TestClient without = service("server.api.client-cert", file(right.certificateFile()));
        assertThat(without.get(api.resource()).status()).isEqualTo(401);
        assertThat(without.log)
                .anyMatch(line ->
                        line.contains("safeconduct.server.api.client-cert needs the private key of the certificate. Set"
                                + " safeconduct.server.api.client-key="));
        assertThat(mutual.requests()).isEmpty();
    }
}
