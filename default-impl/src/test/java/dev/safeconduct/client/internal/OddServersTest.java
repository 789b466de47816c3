package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.internal.TestClient.Outcome;
import dev.safeconduct.testkit.FakeProtectedResource;
import dev.safeconduct.testkit.RecordingSink;
import dev.safeconduct.testkit.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Servers, metadata and hosts that are not as the book has them. */
class OddServersTest extends ClientTest {

    /** On few processors it has one or two threads, and programs block in it. */
    @Test
    void t69_a_common_pool_that_the_host_has_filled_does_not_hold_us_up() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        int threads = ForkJoinPool.getCommonPoolParallelism() + 1;
        for (int i = 0; i < threads; i++) {
            ForkJoinPool.commonPool().execute(() -> {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        try {
            assertThat(client().get(api.resource()).status()).isEqualTo(200);
        } finally {
            release.countDown();
        }
    }

    /** What listens on another port of this machine may be anything: a database, the program's own administration. */
    @Test
    void t18_another_port_of_this_machine_is_another_origin() throws Exception {
        try (RecordingSink database = RecordingSink.start()) {
            api.challenges("Bearer resource_metadata=\"" + database.origin() + "/x\"");
            assertThat(client().get(api.resource()).status()).isEqualTo(401);

            clock.forward(Duration.ofMinutes(11)); // no login was opened a moment ago
            api.on("/meta", request -> Reply.redirect(302, database.origin() + "/x"));
            api.challenges("Bearer resource_metadata=\"" + api.url("/meta") + "\"");
            assertThat(client().get(api.resource()).status()).isEqualTo(401);
            assertThat(api.requestsTo("/meta")).isNotEmpty();
            assertThat(database.connections()).isZero();
        }
    }

    @Test
    void t28_a_body_that_never_ends_is_given_up() throws Exception {
        as.on("/token", request -> Reply.json(200, "{\"access_token\":\"" + "x".repeat(5000))
                .slowly(Duration.ofMillis(50)));
        TestClient client = client("http.timeout", "1s");

        assertThat(client.get(api.resource()).status()).isEqualTo(401);
        assertThat(client.log).anyMatch(line -> line.contains("did not respond within 1 s"));
    }

    @Test
    void our_plain_http_calls_do_not_go_through_the_hosts_proxy() throws Exception {
        client().get(api.resource());
        clock.forward(Duration.ofHours(2));
        RecordingSink sink = RecordingSink.start();
        ProxySelector before = ProxySelector.getDefault();
        ProxySelector.setDefault(new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                return List.of(new Proxy(
                        Proxy.Type.HTTP, new InetSocketAddress(InetAddress.getLoopbackAddress(), sink.port())));
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException e) {}
        });
        try {
            TestClient client = client("login", "never");
            client.source().obtain().get(30, TimeUnit.SECONDS);
            assertThat(sink.sawAnywhere("refresh_token=")).isFalse();
        } finally {
            ProxySelector.setDefault(before);
            sink.close();
        }
    }

    @Test
    void metadata_may_write_the_resource_with_a_trailing_slash() throws Exception {
        String slash = api.resource() + "/";
        api.metadata(metadata -> metadata.put("resource", slash));
        as.resources(api.resource(), slash);
        api.anyAudience(true);
        TestClient client = client();
        Outcome outcome = client.get(api.resource());
        assertThat(client.log).noneMatch(line -> line.contains("another resource"));
        assertThat(outcome.status()).isEqualTo(200);
        assertThat(as.requestsTo("/authorize").get(0).parameter("resource")).isEqualTo(slash);
    }

    @Test
    void root_metadata_may_name_the_server_itself() throws Exception {
        api.namesMetadata(false);
        api.metadataAt(FakeProtectedResource.MetadataForm.ROOT);
        String resource = api.resource();
        api.metadata(metadata -> metadata.put("resource", resource));
        TestClient client = client();
        Outcome outcome = client.get(api.resource());
        assertThat(client.log).noneMatch(line -> line.contains("another resource"));
        assertThat(outcome.status()).isEqualTo(200);
    }

    @Test
    void what_is_configured_in_full_needs_no_resource_metadata() throws Exception {
        api.metadata(metadata -> metadata.put("resource", "https://internal.example/mcp"));
        api.anyAudience(true);
        TestClient client = client(
                "server.api.issuer", as.issuer(), "server.api.resource", api.resource(), "server.api.scope", "x");
        Outcome outcome = client.get(api.resource());
        assertThat(client.log).noneMatch(line -> line.contains("another resource"));
        assertThat(outcome.status()).isEqualTo(200);
    }

    @Test
    void a_401_to_a_token_that_cannot_be_renewed_is_handed_back_without_discovery() throws Exception {
        as.refreshTokens(false);
        client().get(api.resource());
        as.endAccessTokens();
        TestClient client = client("login", "never");
        client.get(api.resource());
        api.forgetRequests();
        for (int i = 0; i < 10; i++) {
            client.get(api.resource());
        }
        assertThat(api.requests().stream()
                        .filter(r -> r.toString().contains("well-known"))
                        .count())
                .as("requests for metadata, for ten requests of the program, of "
                        + api.requests().size())
                .isLessThanOrEqualTo(1);
    }

    @Test
    void audience_is_sent_with_client_credentials() throws Exception {
        as.client("service", "s3cret");
        TestClient client = client(
                "login", "never",
                "server.api.grant", "client_credentials",
                "server.api.client-id", "service",
                "server.api.client-secret", "s3cret",
                "server.api.audience", "https://api.example/");
        client.get(api.resource());
        assertThat(as.tokenRequests("client_credentials").get(0).parameter("audience"))
                .isEqualTo("https://api.example/");
    }

    @Test
    void control_characters_of_a_server_reach_no_message() throws Exception {
        client().get(api.resource());
        clock.forward(Duration.ofHours(2));
        as.next("/token", 9, Reply.raw("\u001b]0;owned\u0007 no http\r\n\r\n"));
        TestClient later = client("login", "never");
        later.get(api.resource());
        assertThat(later.log).noneMatch(line -> line.indexOf('\u001b') >= 0);
    }

    /** Keycloak: "Not permitted to use specified clientScope". */
    @Test
    void a_scope_that_cannot_be_registered_can_still_be_asked_for() throws Exception {
        as.on(
                "/register",
                request -> request.body().contains("\"scope\"")
                        ? Reply.oauthError(403, "insufficient_scope", "Not permitted to use specified clientScope")
                        : null);
        TestClient client = client("server.api.scope", "openid mcp");
        assertThat(client.get(api.resource()).status())
                .as(client.log.toString())
                .isEqualTo(200);
        assertThat(as.requestsTo("/register")).hasSize(1);
        assertThat(as.requestsTo("/authorize").get(0).parameter("scope")).isEqualTo("openid mcp");
    }

    @Test
    void an_issuer_with_and_without_its_slash_is_the_same() throws Exception {
        TestClient client = client();
        client.get(api.resource());
        api.metadata(metadata -> metadata.put("authorization_servers", List.of(as.issuer() + "/")));
        as.endAccessTokens();
        TestClient later = client("login", "never");
        assertThat(later.get(api.resource())).isEqualTo(new Outcome(200, 2));
    }
}
