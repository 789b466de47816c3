package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.internal.authentication.ReceivedAssertion;
import dev.safeconduct.testkit.FakeAuthorizationServer;
import dev.safeconduct.testkit.RecordedRequest;
import dev.safeconduct.testkit.RegisteredClient;
import dev.safeconduct.testkit.Reply;
import dev.safeconduct.testkit.SigningKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client whose only credential is an assertion that another program makes: a projected service account token. */
class SuppliedAssertionTest extends ClientTest {

    private static final SigningKey CLUSTER = SigningKey.generate("RS256", "cluster");

    private Path volume;
    private int writes;

    @BeforeEach
    void takeAssertions() throws Exception {
        volume = Files.createDirectory(directory.resolve("volume"));
        as.client(new RegisteredClient("reports", null, "private_key_jwt", List.of(), Map.of()));
    }

    private TestClient service(String... more) throws Exception {
        List<String> settings = new ArrayList<>(List.of(
                "login", "never",
                "server.api.grant", "client_credentials",
                "server.api.client-id", "reports",
                "server.api.client-assertion", "${file:" + volume.resolve("token") + "}"));
        settings.addAll(List.of(more));
        return client(settings.toArray(String[]::new));
    }

    private String token(Object audience, Duration lifetime) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", "https://kubernetes.default.svc.cluster.local");
        claims.put("sub", "system:serviceaccount:default:reports");
        if (audience != null) {
            claims.put("aud", audience);
        }
        claims.put("iat", clock.instant().getEpochSecond());
        claims.put("exp", clock.instant().plus(lifetime).getEpochSecond());
        return CLUSTER.sign(claims);
    }

    /** As the kubelet does: a new directory, and a link to it that takes the place of the old one by a rename. */
    private void project(String token) throws Exception {
        Path data = Files.createDirectory(volume.resolve("..data-" + writes++));
        Files.writeString(data.resolve("token"), token);
        Path link = Files.createSymbolicLink(volume.resolve("..data_tmp"), data.getFileName());
        Files.move(link, volume.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        if (!Files.exists(volume.resolve("token"))) {
            Files.createSymbolicLink(volume.resolve("token"), Path.of("..data", "token"));
        }
    }

    private List<RecordedRequest> sent() {
        return as.requestsTo("/token");
    }

    @Test
    void a_file_that_changes_every_minute_serves_for_an_hour_without_a_failed_request() throws Exception {
        as.tokenLifetime(Duration.ofSeconds(20));
        List<String> projected = new ArrayList<>();
        TestClient client = null;
        for (int minute = 0; minute < 60; minute++) {
            projected.add(token(List.of(as.issuer()), Duration.ofMinutes(1)));
            project(projected.get(minute));
            client = client == null ? service() : client;
            for (int request = 0; request < 3; request++) {
                assertThat(client.get(api.resource()).status())
                        .as("minute " + minute)
                        .isEqualTo(200);
                clock.forward(Duration.ofSeconds(19));
            }
            clock.forward(Duration.ofSeconds(3));
        }

        assertThat(sent()).hasSize(180);
        assertThat(sent().stream()
                        .map(request -> request.parameter("client_assertion"))
                        .distinct())
                .containsExactlyElementsOf(projected);
        assertThat(as.answersWith(401)).isZero();
        assertThat(client.log).noneMatch(line -> line.startsWith("WARN") || line.startsWith("ERROR"));
        String last = projected.get(59);
        assertThat(client.log).noneMatch(line -> line.contains(last.substring(last.lastIndexOf('.'))));
    }

    @ParameterizedTest
    @CsvSource({
        "https://kubernetes.default.svc, service account token for the Kubernetes API",
        "https://kubernetes.default.svc.cluster.local, service account token for the Kubernetes API",
        "https://kubernetes.default, service account token for the Kubernetes API",
        "k3s, service account token for the Kubernetes API",
        "https://other.example, has an assertion for https://other.example",
        "ISSUER/, has an assertion for http",
        "ISSUER/token, has an assertion for http",
        "ISSUER https://other.example, several audiences",
        ", does not say whom it is for",
    })
    void t97_an_assertion_for_another_is_not_sent(String audience, String remark) throws Exception {
        List<String> audiences = audience == null
                ? null
                : List.of(audience.replace("ISSUER", as.issuer()).split(" "));
        project(token(audiences, Duration.ofMinutes(10)));

        for (TestClient client : List.of(service(), service("server.api.issuer", as.issuer()))) {
            assertThat(client.get(api.resource()).status()).isEqualTo(401);
            assertThat(client.log)
                    .anyMatch(line -> line.contains("safeconduct.server.api.client-assertion")
                            && line.contains(remark)
                            && line.contains(as.issuer()));
        }
        assertThat(sent()).isEmpty();
    }

    @Test
    void t97_an_expired_assertion_is_not_sent_and_the_next_one_is() throws Exception {
        project(token(as.issuer(), Duration.ofMinutes(10)));
        clock.forward(Duration.ofMinutes(11));
        TestClient client = service();
        assertThat(client.get(api.resource()).status()).isEqualTo(401);
        assertThat(sent()).isEmpty();
        assertThat(client.log).anyMatch(line -> line.contains("client-assertion has an assertion that expired at"));

        project(token(as.issuer(), Duration.ofMinutes(10)));
        clock.forward(Duration.ofMinutes(2));
        assertThat(client.get(api.resource()).status()).isEqualTo(200);
    }

    @Test
    void t97_an_assertion_is_not_sent_to_an_authorization_server_that_it_does_not_name() throws Exception {
        project(token(as.issuer(), Duration.ofMinutes(10)));
        try (FakeAuthorizationServer foreign = FakeAuthorizationServer.start()) {
            api.authorizationServer(foreign);
            TestClient client = service();

            assertThat(client.get(api.resource()).status()).isEqualTo(401);

            assertThat(foreign.requestsTo("/token")).isEmpty();
        }
    }

    @Test
    void t97_a_jwt_that_is_cut_off_is_not_taken_for_an_opaque_one() throws Exception {
        String whole = token(as.issuer(), Duration.ofMinutes(10));
        project(whole.substring(0, whole.lastIndexOf('.')));
        TestClient client = service("server.api.issuer", as.issuer());

        assertThat(client.get(api.resource()).status()).isEqualTo(401);

        assertThat(sent()).isEmpty();
        assertThat(client.log).anyMatch(line -> line.contains("has a JWT that is cut off"));
    }

    @Test
    void t97_what_does_not_say_whom_it_is_for_goes_to_a_configured_issuer_alone() throws Exception {
        project("canary-opaque");
        assertThat(service().get(api.resource()).status()).isEqualTo(401);
        assertThat(sent()).isEmpty();

        assertThat(service("server.api.issuer", as.issuer()).get(api.resource()).status())
                .isEqualTo(200);
        assertThat(sent().get(0).parameter("client_assertion")).isEqualTo("canary-opaque");
    }

    @Test
    void another_audience_is_taken_where_it_is_configured_but_none_of_kubernetes() throws Exception {
        project(token("api://exchange", Duration.ofMinutes(10)));
        assertThat(service("server.api.client-assertion-audience", "api://exchange")
                        .get(api.resource())
                        .status())
                .isEqualTo(200);
        assertThat(ReceivedAssertion.of(String.valueOf(sent().get(0).parameter("client_assertion")))
                        .claims())
                .containsEntry("aud", "api://exchange");

        project(token("https://kubernetes.default.svc", Duration.ofMinutes(10)));
        clock.forward(Duration.ofHours(2));
        assertThat(service("server.api.client-assertion-audience", "https://kubernetes.default.svc")
                        .get(api.resource())
                        .status())
                .isEqualTo(401);
        assertThat(sent()).hasSize(1);
    }

    @Test
    void t79_an_assertion_that_changes_stays_with_the_authorization_server_it_was_first_used_at() throws Exception {
        project(token("api://exchange", Duration.ofMinutes(10)));
        TestClient client = service("server.api.client-assertion-audience", "api://exchange");
        assertThat(client.get(api.resource()).status()).isEqualTo(200);
        try (FakeAuthorizationServer other = FakeAuthorizationServer.start()) {
            api.authorizationServer(other);
            clock.forward(Duration.ofHours(2));
            project(token("api://exchange", Duration.ofMinutes(10)));

            assertThat(client.get(api.resource()).status()).isEqualTo(401);

            assertThat(other.requestsTo("/token")).isEmpty();
            assertThat(client.log)
                    .anyMatch(line -> line.contains(
                            "client-assertion was first used at the authorization server " + as.issuer()));
        }
    }

    private TestClient serviceWithCommand(String command) throws Exception {
        return client(
                "login",
                "never",
                "server.api.grant",
                "client_credentials",
                "server.api.client-id",
                "reports",
                "server.api.client-assertion-command",
                command);
    }

    @Test
    void a_program_may_write_the_assertion_which_is_checked_in_the_same_way() throws Exception {
        TestClient client = serviceWithCommand("cat '" + volume.resolve("token") + "'");
        String right = token(as.issuer(), Duration.ofMinutes(10));
        project(token("https://kubernetes.default.svc", Duration.ofMinutes(10)));
        assertThat(client.get(api.resource()).status()).isEqualTo(401);
        assertThat(sent()).isEmpty();
        assertThat(client.log)
                .anyMatch(line -> line.contains(
                        "safeconduct.server.api.client-assertion-command has a service account token for the"
                                + " Kubernetes API"));

        project(right + "\n");
        clock.forward(Duration.ofMinutes(2));
        assertThat(client.get(api.resource()).status()).isEqualTo(200);
        assertThat(sent().get(0).parameter("client_assertion")).isEqualTo(right);
    }

    @Test
    void a_program_that_fails_is_an_error_without_its_output() throws Exception {
        Path output = Files.writeString(directory.resolve("output"), "canary-of-the-program");
        TestClient client = serviceWithCommand("cat " + output + " /not/there");

        assertThat(client.get(api.resource()).status()).isEqualTo(401);

        assertThat(sent()).isEmpty();
        assertThat(client.log)
                .anyMatch(line -> line.contains("safeconduct.server.api.client-assertion-command names the program")
                        && line.contains("which failed with the exit code 1"));
    }

    @Test
    void an_assertion_that_the_server_repeats_in_its_error_is_not_shown() throws Exception {
        String token = token(as.issuer(), Duration.ofMinutes(10));
        project(token);
        as.on("/token", request -> Reply.oauthError(401, "invalid_client", "wrong: " + token));
        TestClient client = service();

        assertThat(client.get(api.resource()).status()).isEqualTo(401);

        assertThat(sent()).hasSize(1);
        assertThat(client.log).anyMatch(line -> line.contains("wrong: ***")).noneMatch(line -> line.contains(token));
    }
}
