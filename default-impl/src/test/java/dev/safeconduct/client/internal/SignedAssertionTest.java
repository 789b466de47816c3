package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import dev.safeconduct.client.internal.TestClient.Outcome;
import dev.safeconduct.client.internal.authentication.PrivateKeys;
import dev.safeconduct.client.internal.authentication.ReceivedAssertion;
import dev.safeconduct.testkit.FakeAuthorizationServer;
import dev.safeconduct.testkit.RecordedRequest;
import dev.safeconduct.testkit.RegisteredClient;
import dev.safeconduct.testkit.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that authenticate by a JWT of their own. */
class SignedAssertionTest extends ClientTest {

    private static final String SECRET = "canary-of-32-characters-at-least!";

    private void takes(FakeAuthorizationServer server, String method) {
        server.client(new RegisteredClient("reports", SECRET, method, List.of(), Map.of()));
    }

    private TestClient service(String... more) throws Exception {
        List<String> settings = new ArrayList<>(List.of(
                "login", "never",
                "server.api.grant", "client_credentials",
                "server.api.client-id", "reports"));
        settings.addAll(List.of(more));
        return client(settings.toArray(String[]::new));
    }

    private String file(KeyPair pair) throws Exception {
        Path file = Files.createTempFile(directory, "key", ".pem");
        Files.writeString(file, PrivateKeys.pem(pair.getPrivate()));
        return "${file:" + file + "}";
    }

    private static ReceivedAssertion assertion(RecordedRequest request) throws Exception {
        return ReceivedAssertion.of(String.valueOf(request.parameter("client_assertion")));
    }

    @ParameterizedTest
    @CsvSource({
        "ES256, ",
        "RS256, ",
        "RS256, RS256 PS256",
        "PS256, PS256 ES256",
        "EdDSA, ",
        "Ed25519, ES256 Ed25519",
    })
    void a_private_key_signs_by_what_it_and_the_server_can(String algorithm, String listed) throws Exception {
        KeyPair pair = PrivateKeys.generate(algorithm);
        takes(as, "private_key_jwt");
        if (listed != null) {
            as.metadata(metadata ->
                    metadata.put("token_endpoint_auth_signing_alg_values_supported", List.of(listed.split(" "))));
        }
        TestClient client = service("server.api.client-key", file(pair), "server.api.client-key-id", "key-7");

        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 1));

        RecordedRequest request = as.tokenRequests("client_credentials").get(0);
        assertThat(request.parameter("client_assertion_type"))
                .isEqualTo("urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        assertThat(request.parameter("client_id")).isEqualTo("reports");
        assertThat(request.header("Authorization")).isNull();
        ReceivedAssertion assertion = assertion(request);
        assertThat(assertion.header()).containsEntry("alg", algorithm).containsEntry("kid", "key-7");
        assertThat(assertion.isSignedBy(pair.getPublic())).isTrue();
        assertThat(assertion.claims())
                .containsEntry("iss", "reports")
                .containsEntry("sub", "reports")
                .containsEntry("aud", as.issuer())
                .containsKeys("jti", "iat");
        assertThat(seconds(assertion, "exp") - seconds(assertion, "iat")).isEqualTo(60);
    }

    private static long seconds(ReceivedAssertion assertion, String claim) {
        return assertion.claims().get(claim) instanceof Number number ? number.longValue() : 0;
    }

    @Test
    void a_client_may_have_to_sign_by_one_of_several_algorithms() throws Exception {
        takes(as, "private_key_jwt");
        String key = file(PrivateKeys.generate("PS256"));
        TestClient right = service("server.api.client-key", key, "server.api.client-key-alg", "PS256");
        TestClient wrong = service("server.api.client-key", key, "server.api.client-key-alg", "ES256");

        assertThat(wrong.get(api.resource()).status()).isEqualTo(401);
        assertThat(wrong.log)
                .anyMatch(line -> line.contains("client-key-alg is not an algorithm of the key in")
                        && line.contains("RS256, PS256"));
        assertThat(right.get(api.resource()).status()).isEqualTo(200);
        assertThat(assertion(as.tokenRequests("client_credentials").get(0)).header())
                .containsEntry("alg", "PS256");
    }

    @Test
    void a_secret_signs_and_is_not_sent() throws Exception {
        takes(as, "client_secret_jwt");
        TestClient client = service("server.api.client-secret", SECRET, "server.api.client-auth", "client_secret_jwt");

        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 1));

        RecordedRequest request = as.tokenRequests("client_credentials").get(0);
        ReceivedAssertion assertion = assertion(request);
        assertThat(assertion.header()).containsEntry("alg", "HS256");
        Algorithm.HMAC256(SECRET).verify(JWT.decode(assertion.text()));
        assertThat(as.sawAnywhere(SECRET)).isFalse();
    }

    @Test
    void each_request_has_an_assertion_of_its_own_also_after_a_redirect() throws Exception {
        takes(as, "private_key_jwt");
        as.next("/token", 1, Reply.status(307).header("Location", "/token/"));
        as.on("/token/", request -> as.answer(as.issue("reports", null, api.resource())));
        TestClient client =
                service("server.api.client-key", file(PrivateKeys.generate("ES256")), "server.api.issuer", as.issuer());

        assertThat(client.get(api.resource()).status()).isEqualTo(200);
        clock.forward(Duration.ofHours(2));
        assertThat(client.get(api.resource()).status()).isEqualTo(200);

        List<RecordedRequest> sent = new ArrayList<>(as.requestsTo("/token"));
        sent.addAll(as.requestsTo("/token/"));
        assertThat(sent).hasSize(3);
        List<Object> ids = new ArrayList<>();
        for (RecordedRequest request : sent) {
            ids.add(assertion(request).claims().get("jti"));
        }
        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    void a_server_may_want_another_audience_than_its_issuer() throws Exception {
        takes(as, "private_key_jwt");
        TestClient client = service(
                "server.api.client-key",
                file(PrivateKeys.generate("ES256")),
                "server.api.client-assertion-audience",
                as.issuer() + "/token");

        assertThat(client.get(api.resource()).status()).isEqualTo(200);

        assertThat(assertion(as.tokenRequests("client_credentials").get(0)).claims())
                .containsEntry("aud", as.issuer() + "/token");
    }

    @Test
    void a_login_is_refreshed_and_ended_with_the_key_by_what_the_server_takes() throws Exception {
        KeyPair pair = PrivateKeys.generate("PS256");
        as.client(new RegisteredClient("reports", null, "private_key_jwt", List.of(), Map.of()))
                .metadata(
                        metadata -> metadata.put("token_endpoint_auth_signing_alg_values_supported", List.of("PS256")));
        String key = file(pair);
        TestClient login = client("server.api.client-id", "reports", "server.api.client-key", key);
        assertThat(login.get(api.resource())).isEqualTo(new Outcome(200, 2));
        clock.forward(Duration.ofHours(2));

        TestClient later = client("server.api.client-id", "reports", "server.api.client-key", key);
        assertThat(later.get(api.resource())).isEqualTo(new Outcome(200, 1));

        ReceivedAssertion assertion =
                assertion(as.tokenRequests("refresh_token").get(0));
        assertThat(assertion.header()).containsEntry("alg", "PS256");
        assertThat(assertion.isSignedBy(pair.getPublic())).isTrue();
        var server = later.core.access(later.server(), later.server().tokenKey());
        later.core.logout().end(server.key(), server, false);
        assertThat(assertion(as.requestsTo("/revoke").get(0)).isSignedBy(pair.getPublic()))
                .isTrue();
    }

    @Test
    void t79_a_key_signs_for_no_other_host_that_the_server_names() throws Exception {
        try (FakeAuthorizationServer foreign =
                FakeAuthorizationServer.builder().host("localhost").start()) {
            takes(foreign, "private_key_jwt");
            api.authorizationServer(foreign);
            TestClient client = service("server.api.client-key", file(PrivateKeys.generate("ES256")));

            assertThat(client.get(api.resource()).status()).isEqualTo(401);

            assertThat(foreign.requestsTo("/token")).isEmpty();
            assertThat(client.log)
                    .anyMatch(line -> line.contains("safeconduct.server.api.client-key was never used there")
                            && line.contains("set safeconduct.server.api.issuer=" + foreign.issuer()));
        }
    }

    @Test
    void a_key_of_a_kind_that_the_server_does_not_take_is_an_error_and_no_request() throws Exception {
        takes(as, "private_key_jwt");
        as.metadata(metadata -> metadata.put("token_endpoint_auth_signing_alg_values_supported", List.of("ES256")));
        TestClient client = service("server.api.client-key", file(PrivateKeys.generate("RS256")));

        assertThat(client.get(api.resource()).status()).isEqualTo(401);

        assertThat(as.requestsTo("/token")).isEmpty();
        assertThat(client.log).anyMatch(line -> line.contains("does not accept the signatures of this client (RS256"));
    }

    @Test
    void a_key_in_an_old_format_is_an_error_that_names_key_and_command() throws Exception {
        Path file = directory.resolve("old.pem");
        Files.writeString(file, "-----BEGIN RSA PRIVATE KEY-----\ncanary-\n-----END RSA PRIVATE KEY-----\n");
        takes(as, "private_key_jwt");
        TestClient client = service("server.api.client-key", "${file:" + file + "}");

        assertThat(client.get(api.resource()).status()).isEqualTo(401);

        assertThat(client.log)
                .anyMatch(line -> line.contains("safeconduct.server.api.client-key is in an older format")
                        && line.contains("openssl pkcs8 -topk8"));
    }

    @Test
    void a_client_that_is_refused_is_told_what_to_set() throws Exception {
        as.on(
                "/token",
                request -> Reply.oauthError(
                        401,
                        "invalid_client",
                        "the assertion " + request.parameter("client_assertion") + " is not valid"));
        TestClient client =
                service("server.api.client-key", file(PrivateKeys.generate("ES256")), "server.api.issuer", as.issuer());

        client.get(api.resource());

        assertThat(as.requestsTo("/token")).hasSize(1);
        String assertion = String.valueOf(as.requestsTo("/token").get(0).parameter("client_assertion"));
        assertThat(client.log)
                .anyMatch(line -> line.contains("safeconduct.server.api.client-key=")
                        && line.contains("safeconduct.server.api.client-assertion-audience="))
                .noneMatch(line -> line.contains(assertion));
    }
}
