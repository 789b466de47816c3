package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.spi.TransientException;
import dev.safeconduct.testkit.FakeProtectedResource.MetadataForm;
import dev.safeconduct.testkit.RecordedRequest;
import dev.safeconduct.testkit.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a login asks a server first, and what it makes of servers that do not expect a GET. */
class ProbeTest extends ClientTest {

    private Probe.Outcome probe() throws Exception {
        TestClient client = client();
        Operations operations = new Operations(client.core);
        ServerConfig server = client.server();
        return operations.probeFurther(server, operations.probe(server));
    }

    private List<RecordedRequest> posts() {
        return api.requests().stream()
                .filter(request -> request.method().equals("POST"))
                .toList();
    }

    /** A server that knows no GET; a POST is asked for a token. */
    private void knowsNoGet(int status) {
        api.on("/mcp", request -> request.method().equals("GET") ? Reply.status(status) : null);
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 405})
    void t95_one_ping_is_sent_where_get_is_unknown_and_nothing_is_published(int status) throws Exception {
        knowsNoGet(status);
        api.metadataAt("/meta");

        Probe.Outcome outcome = probe();

        assertThat(outcome.status()).isEqualTo(401);
        assertThat(outcome.challenges().get(0).resourceMetadata()).isEqualTo(api.url("/meta"));
        assertThat(posts()).hasSize(1);
        RecordedRequest ping = posts().get(0);
        assertThat(ping.body()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}");
        assertThat(ping.headers("Authorization")).isEmpty();
    }

    @Test
    void t95_no_post_is_sent_where_a_document_says_where_to_log_in() throws Exception {
        knowsNoGet(405);
        assertThat(probe().status()).isEqualTo(405);
        assertThat(posts()).isEmpty();
    }

    @Test
    void t95_no_post_is_sent_where_that_cannot_be_told() throws Exception {
        knowsNoGet(404);
        api.metadataAt(new MetadataForm[0]);
        api.on("/.well-known/oauth-protected-resource/mcp", request -> Reply.status(503));
        probe();
        assertThat(posts()).isEmpty();
    }

    @Test
    void t95_a_program_sends_no_post_of_ours() throws Exception {
        knowsNoGet(405);
        api.metadataAt("/meta");
        assertThat(client().get(api.resource()).status()).isEqualTo(405);
        assertThat(posts()).isEmpty();
    }

    @Test
    void a_redirect_of_the_ping_is_not_followed() throws Exception {
        api.metadataAt("/meta");
        api.on(
                "/mcp",
                request -> request.method().equals("GET") ? Reply.status(405) : Reply.redirect(307, api.url("/other")));
        assertThat(probe().status()).isEqualTo(307);
        assertThat(api.requestsTo("/other")).isEmpty();
    }

    @Test
    void a_stream_without_an_end_does_not_stop_a_login() throws Exception {
        api.on("/mcp", request -> Reply.text(200, "text/event-stream", ": ping\n\n".repeat(1000))
                .slowly(Duration.ofSeconds(5)));
        assertThat(probe().letsEverybodyIn()).isTrue();
    }

    @Test
    void a_get_that_hangs_does_not_stop_a_login() throws Exception {
        api.on("/mcp", request -> Reply.never());
        TestClient client = client("http.timeout", "1s");
        assertThat(new Operations(client.core).probe(client.server()).status()).isZero();
    }

    @Test
    void a_server_that_is_not_there_does() throws Exception {
        TestClient client = client();
        api.close();
        assertThatThrownBy(() -> new Operations(client.core).probe(client.server()))
                .isInstanceOf(TransientException.class);
    }

    @Test
    void an_open_get_needs_no_login_only_where_there_is_no_resource_metadata() throws Exception {
        TestClient client = client();
        Operations operations = new Operations(client.core);
        assertThat(operations.publishesWhereToLogIn(client.server())).isTrue();
        api.metadataAt(new MetadataForm[0]);
        assertThat(operations.publishesWhereToLogIn(client.server())).isFalse();
        api.on("/.well-known/oauth-protected-resource/mcp", request -> Reply.json(200, Map.of("status", "ok")));
        assertThat(operations.publishesWhereToLogIn(client.server())).isFalse();
    }
}
