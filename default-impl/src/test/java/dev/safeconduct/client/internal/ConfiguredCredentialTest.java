package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.internal.TestClient.Outcome;
import dev.safeconduct.client.internal.discovery.ConfiguredServer;
import dev.safeconduct.client.internal.login.LogoutFlow;
import dev.safeconduct.testkit.FakeAuthorizationServer;
import dev.safeconduct.testkit.RecordedRequest;
import dev.safeconduct.testkit.RegisteredClient;
import dev.safeconduct.testkit.Reply;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where the secret of a configured client goes, and how it gets there. */
class ConfiguredCredentialTest extends ClientTest {

    private static final String SECRET = "s3cret-canary-";

    private TestClient service(String... more) throws Exception {
        as.client("service", SECRET);
        return client(with(more, "server.api.grant", "client_credentials", "login", "never"));
    }

    /** Somebody logs in by a client that has a secret. */
    private TestClient person(String... more) throws Exception {
        return client(with(more));
    }

    private static String[] with(String[] more, String... others) {
        List<String> all =
                new ArrayList<>(List.of("server.api.client-id", "service", "server.api.client-secret", SECRET));
        all.addAll(List.of(others));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private static void assertSawNoSecret(FakeAuthorizationServer server) {
        assertThat(server.requests()).noneMatch(ConfiguredCredentialTest::hasSecret);
    }

    private static boolean hasSecret(RecordedRequest request) {
        String basic = Base64.getEncoder().encodeToString(("service:" + SECRET).getBytes(StandardCharsets.UTF_8));
        return request.parameters("client_secret").contains(SECRET)
                || String.valueOf(request.header("Authorization")).contains(basic);
    }

    @Test
    void t79_a_secret_is_not_sent_to_endpoints_that_are_only_guessed() throws Exception {
        try (FakeAuthorizationServer guessed = FakeAuthorizationServer.start()) {
            api.metadataAt().namesMetadata(false);
            api.authorizationServer(guessed);
            List<RecordedRequest> posted = new CopyOnWriteArrayList<>();
            api.on("/token", request -> {
                posted.add(request);
                return Reply.status(404);
            });
            TestClient client = service();

            assertThat(client.get(api.resource()).status()).isEqualTo(401);
            assertThat(client.get(api.resource()).status()).isEqualTo(401);
            assertThat(posted).isEmpty();
            assertSawNoSecret(guessed);
            assertThat(client.log).anyMatch(line -> line.contains("set safeconduct.server.api.issuer="));
        }
    }

    @Test
    void t79_a_service_sends_its_secret_to_no_other_host_that_the_server_names() throws Exception {
        try (FakeAuthorizationServer foreign =
                FakeAuthorizationServer.builder().host("localhost").start().client("service", SECRET)) {
            api.authorizationServer(foreign);
            TestClient client = service();

            assertThat(client.get(api.resource()).status()).isEqualTo(401);
            assertSawNoSecret(foreign);
            assertThat(client.log)
                    .anyMatch(line -> line.contains("set safeconduct.server.api.issuer=" + foreign.issuer()));

            TestClient told = service("server.api.issuer", foreign.issuer());
            assertThat(told.get(api.resource())).isEqualTo(new Outcome(200, 1));
        }
    }

    @Test
    void t79_a_secret_stays_with_the_authorization_server_that_it_was_first_used_at() throws Exception {
        TestClient client = service();
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 1));
        assertThat(client.log)
                .filteredOn(line -> line.contains("client-secret of the server"))
                .hasSize(1);
        try (FakeAuthorizationServer other = FakeAuthorizationServer.start().client("service", SECRET)) {
            api.authorizationServer(other);
            clock.forward(Duration.ofHours(2));

            assertThat(client.get(api.resource()).status()).isEqualTo(401);
            assertThat(service().get(api.resource()).status())
                    .as("another process")
                    .isEqualTo(401);
            assertSawNoSecret(other);
            assertThat(client.log)
                    .anyMatch(line -> line.contains("was first used at the authorization server " + as.issuer())
                            && line.contains("set safeconduct.server.api.issuer=" + other.issuer()));
        }
    }

    @Test
    void t79_where_nothing_is_kept_a_secret_needs_a_configured_issuer() throws Exception {
        assertThat(service("store", "memory").get(api.resource()).status()).isEqualTo(401);
        assertSawNoSecret(as);

        TestClient told = service("store", "memory", "server.api.issuer", as.issuer());
        assertThat(told.get(api.resource())).isEqualTo(new Outcome(200, 1));
    }

    @Test
    void t79_a_login_takes_a_secret_to_no_other_authorization_server_later() throws Exception {
        as.client("service", SECRET, "http://127.0.0.1/callback").anyLoopbackPort(true);
        TestClient client = person();
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 2));
        try (FakeAuthorizationServer other = FakeAuthorizationServer.start()
                .client("service", SECRET, "http://127.0.0.1/callback")
                .anyLoopbackPort(true)) {
            api.authorizationServer(other);
            as.endGrants();
            clock.forward(Duration.ofHours(2));

            assertThat(client.get(api.resource()).status()).isEqualTo(401);
            assertSawNoSecret(other);
            assertThat(other.requestsTo("/authorize"))
                    .as("no page is opened for nothing")
                    .isEmpty();
        }
    }

    @Test
    void a_login_that_did_not_happen_binds_no_secret() throws Exception {
        as.client("service", SECRET, "http://127.0.0.1/callback")
                .anyLoopbackPort(true)
                .denyNext(1);
        TestClient client = person();
        assertThat(client.get(api.resource()).status()).isEqualTo(401);
        try (FakeAuthorizationServer right = FakeAuthorizationServer.start()
                .client("service", SECRET, "http://127.0.0.1/callback")
                .anyLoopbackPort(true)) {
            api.authorizationServer(right);
            clock.forward(Duration.ofHours(2));

            assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 2));
            assertSawNoSecret(as);
        }
    }

    @Test
    void t79_a_login_elsewhere_is_ended_without_the_secret_of_another_authorization_server() throws Exception {
        as.client("service", SECRET, "http://127.0.0.1/callback").anyLoopbackPort(true);
        TestClient before = person();
        assertThat(before.get(api.resource())).isEqualTo(new Outcome(200, 2));
        int seen = as.requests().size();
        TestClient client = person("server.api.issuer", "https://as.example");
        ConfiguredServer server =
                client.core.access(client.server(), client.server().tokenKey());

        LogoutFlow.Outcome outcome = client.core.logout().end(server.key(), server, false);

        assertThat(outcome.revocation()).isEqualTo(LogoutFlow.Revocation.FAILED);
        assertThat(outcome.failure())
                .hasMessageContainingAll("safeconduct.server.api.client-secret", "https://as.example");
        assertThat(as.requests()).hasSize(seen);
    }

    @Test
    void a_login_by_client_secret_post_is_refreshed_by_it() throws Exception {
        as.client(new RegisteredClient("service", SECRET, "client_secret_post", List.of(), Map.of()))
                .metadata(metadata ->
                        metadata.put("token_endpoint_auth_methods_supported", List.of("client_secret_post")));
        TestClient client = person();
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 2));
        clock.forward(Duration.ofHours(2));

        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 1));
        assertThat(as.tokenRequests("refresh_token")).singleElement().satisfies(refresh -> {
            assertThat(refresh.header("Authorization")).isNull();
            assertThat(refresh.parameter("client_secret")).isEqualTo(SECRET);
        });
    }

    @Test
    void a_secret_whose_file_is_missing_is_one_line_a_minute_that_names_key_and_file() throws Exception {
        Path file = directory.resolve("absent");
        as.client("service", SECRET);
        TestClient client = client(
                "server.api.grant",
                "client_credentials",
                "server.api.client-id",
                "service",
                "server.api.client-secret",
                "${file:" + file + "}",
                "server.api.issuer",
                as.issuer());
        for (int i = 0; i < 5; i++) {
            assertThat(client.get(api.resource()).status()).isEqualTo(401);
        }
        assertThat(client.log)
                .filteredOn(line -> line.startsWith("WARN") || line.startsWith("ERROR"))
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .contains("safeconduct.server.api.client-secret", file.toString())
                        .doesNotContain("nternal error"));
        Files.writeString(file, SECRET);
        clock.forward(Duration.ofMinutes(2));
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 1));
    }

    @Test
    void a_service_with_nothing_writable_works_from_memory_with_one_line_that_names_the_setting() throws Exception {
        as.client("service", SECRET);
        Path file = Files.writeString(directory.resolve("no-directory"), "");
        TestClient client = service("server.api.issuer", as.issuer(), "store.file.dir", file + "/tokens");
        for (int i = 0; i < 3; i++) {
            assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 1));
        }
        assertThat(as.tokenRequests("client_credentials")).hasSize(1);
        assertThat(client.log)
                .filteredOn(line -> line.startsWith("WARN") || line.startsWith("ERROR"))
                .singleElement()
                .satisfies(line -> assertThat(line).contains("safeconduct.store", "in memory"));
    }

    @Test
    void a_service_whose_store_cannot_be_opened_works_from_memory() throws Exception {
        as.client("service", SECRET);
        TestClient client = service("server.api.issuer", as.issuer(), "store.file.dir", " ");
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 1));
        clock.forward(Duration.ofHours(2));
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 1));
    }

    @Test
    void an_outage_of_the_authorization_server_is_one_line_at_warn() throws Exception {
        TestClient client = service();
        as.grant("client_credentials", request -> Reply.status(503));
        for (int i = 0; i < 5; i++) {
            assertThat(client.get(api.resource()).status()).isEqualTo(401);
        }
        assertThat(client.log)
                .filteredOn(line -> line.startsWith("WARN") && line.contains("503"))
                .hasSize(1);
        assertThat(client.log).noneMatch(line -> line.contains("og in") || line.contains("login"));
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void a_secret_that_is_a_pipe_without_a_writer_holds_no_request_for_ever() throws Exception {
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        as.client("service", SECRET);
        TestClient client = client(
                "server.api.grant",
                "client_credentials",
                "server.api.client-id",
                "service",
                "server.api.client-secret",
                "${file:" + pipe + "}",
                "server.api.issuer",
                as.issuer());

        assertThat(client.get(api.resource()).status()).isEqualTo(401);
        assertThat(client.log)
                .anyMatch(line -> line.startsWith("WARN") && line.contains("safeconduct.server.api.client-secret"));
        Files.writeString(pipe, SECRET); // its reader is let go
    }
}
