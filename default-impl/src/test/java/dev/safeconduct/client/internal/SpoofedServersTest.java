package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.internal.TestClient.Outcome;
import dev.safeconduct.testkit.FakeProtectedResource;
import dev.safeconduct.testkit.RecordedRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that lie about who they are, and tokens that must not serve where they do not belong. */
class SpoofedServersTest extends ClientTest {

    /** The token records in the store. */
    private List<String> stored() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .map(SpoofedServersTest::read)
                    .filter(record -> record.contains("\"access_token\""))
                    .toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\nX-Evil: 1", "\n", "\0", " ", "\u00e4", "\u007f"})
    void t15_a_hostile_token_is_neither_stored_nor_said(String evil) throws Exception {
        as.tokenResponse(response -> response.put("access_token", "canary-at-" + evil));

        TestClient client = client();
        assertThat(client.get(api.resource()).status()).isEqualTo(401);

        assertThat(stored()).isEmpty();
        assertThat(client.log).anyMatch(line -> line.contains("cannot be sent in a header field"));
    }

    @Test
    void t15_a_hostile_token_at_a_refresh_costs_nothing_that_was_stored() throws Exception {
        client().get(api.resource());
        List<String> before = stored();
        clock.forward(Duration.ofHours(2));
        as.rotation(false);
        as.tokenResponse(response -> response.put("access_token", "canary-at-\r\n"));

        TestClient client = client("login", "never");
        assertThat(client.get(api.resource()).status()).isEqualTo(401);

        assertThat(stored()).isEqualTo(before);
    }

    @Test
    void t17_two_servers_of_one_issuer_have_two_grants() throws Exception {
        as.requireResource(true);
        try (FakeProtectedResource other =
                FakeProtectedResource.builder(as).path("/other").start()) {
            TestClient client = client("server.other.url", other.resource());
            for (FakeProtectedResource resource : List.of(api, other)) {
                assertThat(client.get(resource.resource())).isEqualTo(new Outcome(200, 2));
            }
            clock.forward(Duration.ofHours(2));
            TestClient later = client("server.other.url", other.resource());
            for (FakeProtectedResource resource : List.of(api, other)) {
                assertThat(later.get(resource.resource())).isEqualTo(new Outcome(200, 1));
            }

            List<String> both = List.of(api.resource(), other.resource());
            assertThat(resources(as.requestsTo("/authorize"))).isEqualTo(both);
            assertThat(resources(as.tokenRequests("authorization_code"))).isEqualTo(both);
            assertThat(resources(as.tokenRequests("refresh_token"))).isEqualTo(both);
            assertThat(stored()).hasSize(2);
        }
    }

    private static List<String> resources(List<RecordedRequest> requests) {
        return requests.stream()
                .map(request -> Objects.toString(request.parameter("resource")))
                .toList();
    }

    @Test
    void t17_a_service_and_a_person_do_not_share_a_record() throws Exception {
        as.client("service", "s3cret");
        TestClient service = client(
                "login", "never",
                "server.api.grant", "client_credentials",
                "server.api.client-id", "service",
                "server.api.client-secret", "s3cret");
        assertThat(service.get(api.resource()).status()).isEqualTo(200);

        assertThat(client("login", "never").get(api.resource())).isEqualTo(new Outcome(401, 1));
        assertThat(client().get(api.resource())).isEqualTo(new Outcome(200, 2));
        assertThat(stored()).hasSize(2);
        assertThat(service.get(api.resource())).isEqualTo(new Outcome(200, 1));
    }

    @Test
    void t21_metadata_about_another_resource_opens_no_browser() throws Exception {
        api.metadata(metadata -> metadata.put("resource", "https://evil.example/mcp"));

        TestClient client = client();
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(401, 1));

        assertThat(as.requests()).isEmpty();
        assertThat(client.log).anyMatch(line -> line.contains("is about another resource than " + api.resource()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "case", "path"})
    void t22_metadata_of_another_issuer_opens_no_browser(String spoof) throws Exception {
        String issuer =
                switch (spoof) {
                    case "case" -> as.issuer().replace("http:", "HTTP:");
                    case "path" -> as.issuer() + "/tenant";
                    default -> spoof;
                };
        as.metadata(metadata -> metadata.put("issuer", issuer));

        TestClient client = client();
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(401, 1));

        assertThat(as.requestsTo("/register")).isEmpty();
        assertThat(as.requestsTo("/authorize")).isEmpty();
        assertThat(client.log).anyMatch(line -> line.contains("is of another issuer than " + as.issuer()));
    }
}
