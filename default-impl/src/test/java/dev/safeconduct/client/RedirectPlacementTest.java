package dev.safeconduct.client;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.safeconduct.testkit.FakeProtectedResource;
import dev.safeconduct.testkit.RecordedRequest;
import dev.safeconduct.testkit.RecordingSink;
import dev.safeconduct.testkit.Reply;
import dev.safeconduct.testkit.SelfSigned;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a hop that another site has caused by a redirect gets a token. */
class RedirectPlacementTest extends LibraryTest {

    private static SelfSigned certificate;
    private FakeProtectedResource secure;

    /** On the API's host, another port. */
    private RecordingSink neighbor;

    /** On another host. */
    private RecordingSink stranger;

    private RecordingSink secureStranger;

    @BeforeAll
    static void makeCertificate(@TempDir Path folder) throws Exception {
        certificate = SelfSigned.create(folder, "127.0.0.2");
    }

    @BeforeEach
    void startMore() throws Exception {
        secure = FakeProtectedResource.builder(as).tls(certificate.context()).start();
        neighbor = RecordingSink.start();
        stranger = RecordingSink.start("127.0.0.2", 0, null);
        secureStranger = RecordingSink.start("127.0.0.1", 0, certificate.context());
        as.client("service", "s3cret-canary-");
    }

    @AfterEach
    void stopMore() {
        neighbor.close();
        stranger.close();
        secureStranger.close();
        secure.close();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, 301",
        "GET, 302",
        "GET, 303",
        "GET, 307",
        "GET, 308",
        "HEAD, 302",
        "POST, 302",
        "POST, 307",
        "POST, 308",
        "DELETE, 307"
    })
    void t71_a_redirect_from_an_unknown_server_gets_no_token(String method, int status) throws Exception {
        HttpClient client = client("");
        stranger.answer(Reply.redirect(status, api.resource() + "/landed"));

        assertThat(send(client, method, stranger.origin() + "/start")).isEqualTo(401);

        assertThat(api.requestsTo("/landed")).singleElement().satisfies(RedirectPlacementTest::assertHasNone);
        assertThat(as.requestsTo("/token")).isEmpty();
    }

    @Test
    void t71_such_a_redirect_is_told_once_a_minute_with_what_to_configure() throws Exception {
        HttpClient client = client("");
        stranger.answer(Reply.redirect(302, api.resource() + "/landed"));
        for (int i = 0; i < 3; i++) {
            send(client, "GET", stranger.origin() + "/start");
        }
        assertThat(said(Level.WARN)).singleElement().satisfies(line -> assertThat(line)
                .contains(stranger.origin(), api.resource(), "safeconduct.server.api.urls"));

        clock.forward(Duration.ofSeconds(61));
        send(client, "GET", stranger.origin() + "/start");
        assertThat(said(Level.WARN)).hasSize(2);
    }

    @Test
    void t71_a_redirect_that_begins_at_a_configured_url_gets_the_token() throws Exception {
        HttpClient client = client(stranger.origin() + "/start");
        stranger.answer(Reply.redirect(302, api.resource() + "/landed"));

        assertThat(send(client, "GET", stranger.origin() + "/start")).isEqualTo(200);

        assertThat(api.requestsTo("/landed")).singleElement().satisfies(RedirectPlacementTest::assertHasToken);
        assertThat(said(Level.WARN)).isEmpty();
    }

    @Test
    void t71_a_redirect_to_another_path_or_port_of_the_same_host_gets_the_token() throws Exception {
        HttpClient client = client("");
        api.on("/start", request -> Reply.redirect(307, api.resource() + "/landed"));
        neighbor.answer(Reply.redirect(307, api.resource() + "/landed"));
        for (String start : new String[] {api.origin() + "/start", neighbor.origin() + "/start"}) {
            for (String method : new String[] {"GET", "POST"}) {
                api.forgetRequests();

                assertThat(send(client, method, start)).isEqualTo(200);

                assertThat(api.requestsTo("/landed"))
                        .as(method + " " + start)
                        .singleElement()
                        .satisfies(RedirectPlacementTest::assertHasToken);
            }
        }
    }

    @Test
    void t71_a_redirect_from_http_to_https_of_the_same_host_gets_the_token_and_not_the_way_down() throws Exception {
        HttpClient client = client("");
        neighbor.answer(Reply.redirect(307, secure.resource() + "/landed"));
        assertThat(send(client, "POST", neighbor.origin() + "/start")).isEqualTo(200);
        assertThat(secure.requestsTo("/landed")).singleElement().satisfies(RedirectPlacementTest::assertHasToken);

        secureStranger.answer(Reply.redirect(307, api.resource() + "/landed"));
        assertThat(send(client, "POST", secureStranger.origin() + "/start")).isEqualTo(401);
        assertThat(api.requestsTo("/landed")).singleElement().satisfies(RedirectPlacementTest::assertHasNone);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, 302, true",
        "GET, 307, true",
        "HEAD, 302, true",
        "HEAD, 308, true",
        "POST, 302, true", // which makes a GET of it
        "POST, 307, false",
        "POST, 308, false",
        "PUT, 307, false",
        "DELETE, 302, false",
        "DELETE, 307, false",
    })
    void t92_from_another_origin_only_get_and_head_come_back_with_the_token(String method, int status, boolean token)
            throws Exception {
        HttpClient client = client("");
        for (RecordingSink between : new RecordingSink[] {neighbor, stranger}) {
            api.forgetRequests();
            api.on("/away", request -> Reply.redirect(status, between.origin() + "/between"));
            between.answer(Reply.redirect(status, api.resource() + "/back"));

            assertThat(send(client, method, api.resource() + "/away")).isEqualTo(token ? 200 : 401);

            assertThat(api.requestsTo("/away")).singleElement().satisfies(RedirectPlacementTest::assertHasToken);
            assertThat(between.requests()).singleElement().satisfies(RedirectPlacementTest::assertHasNone);
            assertThat(api.requestsTo("/back")).singleElement().satisfies(back -> {
                if (token) {
                    assertHasToken(back);
                } else {
                    assertHasNone(back);
                }
            });
        }
    }

    /** With a token for each of its servers, and nothing noted yet of how it came. */
    private HttpClient client(String furtherUrl) throws Exception {
        Safeconduct.Builder builder = program().set("safeconduct.server.secure.url", secure.resource());
        for (FakeProtectedResource resource : new FakeProtectedResource[] {api, secure}) {
            String server = "safeconduct.server." + (resource == api ? "api." : "secure.");
            builder.set(server + "grant", "client_credentials")
                    .set(server + "client-id", "service")
                    .set(server + "client-secret", "s3cret-canary-")
                    .set(server + "issuer", as.issuer())
                    .set(server + "resource", resource.resource());
        }
        if (!furtherUrl.isEmpty()) {
            builder.set("safeconduct.server.api.urls", furtherUrl);
        }
        HttpClient client = open(builder)
                .authorizedClient(
                        HttpClient.newBuilder().followRedirects(Redirect.ALWAYS).sslContext(certificate.context()));
        send(client, "GET", api.resource());
        send(client, "GET", secure.resource());
        api.forgetRequests();
        secure.forgetRequests();
        as.forgetRequests();
        return client;
    }

    private static int send(HttpClient client, String method, String url) throws IOException, InterruptedException {
        boolean hasBody = method.startsWith("P");
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .method(method, hasBody ? BodyPublishers.ofString("hello") : BodyPublishers.noBody())
                .build();
        return client.send(request, BodyHandlers.discarding()).statusCode();
    }

    private static void assertHasToken(RecordedRequest request) {
        assertThat(request.header("Authorization")).startsWith("Bearer canary-at-");
    }

    private static void assertHasNone(RecordedRequest request) {
        assertThat(request.header("Authorization")).isNull();
    }
}
