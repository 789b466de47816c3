package dev.safeconduct.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.testkit.FakeProtectedResource;
import dev.safeconduct.testkit.RecordedRequest;
import dev.safeconduct.testkit.RecordingSink;
import dev.safeconduct.testkit.Reply;
import dev.safeconduct.testkit.SelfSigned;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.net.CookieManager;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A program that uses an HTTP client of the library as any other. */
class AuthorizedHttpClientTest extends LibraryTest {

    private static final List<Integer> REDIRECTS = List.of(301, 302, 303, 307, 308);
    private static final String REFUSAL = "Bearer error=\"invalid_token\"";

    private static SelfSigned certificate;
    private FakeProtectedResource secure;
    private RecordingSink sink;
    private RecordingSink secureSink;
    private Safeconduct safeconduct;
    private HttpClient client;

    @BeforeAll
    static void makeCertificate(@TempDir Path folder) throws Exception {
        certificate = SelfSigned.create(folder);
    }

    @BeforeEach
    void startMore() throws Exception {
        secure = FakeProtectedResource.builder(as).tls(certificate.context()).start();
        sink = RecordingSink.start();
        secureSink = RecordingSink.start("127.0.0.1", 0, certificate.context());
        as.client("service", "s3cret-canary-");
        Safeconduct.Builder builder = program();
        for (String name : List.of("api", "secure")) {
            String server = "safeconduct.server." + name + ".";
            String resource = name.equals("api") ? api.resource() : secure.resource();
            if (name.equals("secure")) {
                builder.set(server + "url", resource);
            }
            builder.set(server + "grant", "client_credentials")
                    .set(server + "client-id", "service")
                    .set(server + "client-secret", "s3cret-canary-")
                    .set(server + "issuer", as.issuer())
                    .set(server + "resource", resource);
        }
        safeconduct = open(builder);
        client = safeconduct.authorizedClient(builder());
    }

    @AfterEach
    void stopMore() {
        List.of(sink, secureSink).forEach(RecordingSink::close);
        secure.close();
    }

    private HttpClient.Builder builder() throws IOException {
        return HttpClient.newBuilder().followRedirects(Redirect.ALWAYS).sslContext(certificate.context());
    }

    private static HttpRequest get(String url) {
        return HttpRequest.newBuilder(URI.create(url)).build();
    }

    private static HttpRequest post(String url, BodyPublisher body) {
        return HttpRequest.newBuilder(URI.create(url)).POST(body).build();
    }

    private static String below(FakeProtectedResource resource, String path) {
        return resource.resource() + path;
    }

    private static void assertHasToken(RecordedRequest request) {
        assertThat(request.header("Authorization")).startsWith("Bearer canary-at-");
    }

    private static void assertHasNone(RecordedRequest request) {
        assertThat(request.header("Authorization")).isNull();
    }

    // The token goes where it should

    @Test
    void a_configured_server_gets_the_token_and_the_response_does_not_show_it() throws Exception {
        HttpResponse<String> response = client.send(get(api.resource()), BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("\"ok\"");
        assertThat(response.request().headers().map()).isEmpty();
        assertThat(response.previousResponse()).isEmpty();
        assertHasToken(api.requests().get(api.requests().size() - 1));
        assertThat(client.sendAsync(get(below(secure, "/x")), BodyHandlers.ofString())
                        .get(60, TimeUnit.SECONDS)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void an_unknown_server_is_untouched() throws Exception {
        HttpClient plain = builder().build();
        for (HttpClient each : List.of(plain, client)) {
            each.send(get(sink.origin() + "/a?b=c"), BodyHandlers.ofString());
            each.send(post(sink.origin() + "/a", BodyPublishers.ofString("hello")), BodyHandlers.ofString());
        }
        assertThat(sink.heads()).hasSize(4);
        assertThat(sink.heads().get(2)).isEqualTo(sink.heads().get(0));
        assertThat(sink.heads().get(3)).isEqualTo(sink.heads().get(1));
    }

    // ... and nowhere else

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void t01_a_redirect_to_another_origin_takes_no_token_along(boolean async) throws Exception {
        for (FakeProtectedResource start : List.of(api, secure)) {
            client.send(get(start.resource()), BodyHandlers.ofString());
            start.on("/landing", request -> Reply.text(200, "text/plain", "landed"));
            for (int status : REDIRECTS) {
                for (String target : List.of(
                        start.origin().replace("127.0.0.1", "localhost") + "/mcp/landing",
                        sink.origin() + "/landing",
                        secureSink.origin() + "/landing")) {
                    sink.forget();
                    secureSink.forget();
                    start.forgetRequests().on("/away", request -> Reply.redirect(status, target));
                    HttpRequest request = HttpRequest.newBuilder(URI.create(below(start, "/away")))
                            .header("Cookie", "own=1")
                            .header("X-Own", "1")
                            .build();

                    HttpResponse<String> response = send(async, request);

                    assertThat(response.statusCode()).isEqualTo(200);
                    assertThat(response.uri()).isEqualTo(URI.create(target));
                    assertThat(response.previousResponse().orElseThrow().statusCode())
                            .isEqualTo(status);
                    assertHasToken(start.requestsTo("/away").get(0));
                    List<RecordedRequest> landed = new ArrayList<>(start.requestsTo("/landing"));
                    landed.addAll(sink.requests());
                    landed.addAll(secureSink.requests());
                    assertThat(landed).singleElement().satisfies(there -> {
                        assertHasNone(there);
                        assertThat(there.header("Cookie")).isNull();
                        assertThat(there.header("X-Own")).isEqualTo("1");
                    });
                    assertThat(sink.sawAnywhere("canary-")).isFalse();
                    assertThat(secureSink.sawAnywhere("canary-")).isFalse();
                }
            }
        }
    }

    private HttpResponse<String> send(boolean async, HttpRequest request) throws Exception {
        return async
                ? client.sendAsync(request, BodyHandlers.ofString()).get(60, TimeUnit.SECONDS)
                : client.send(request, BodyHandlers.ofString());
    }

    @Test
    void t02_a_redirect_away_and_back_has_the_token_on_our_hops_only() throws Exception {
        client.send(get(api.resource()), BodyHandlers.ofString());
        api.on("/away", request -> Reply.redirect(302, sink.origin() + "/between"));
        sink.answer(Reply.redirect(302, below(api, "/back")));

        HttpResponse<String> response = client.send(get(below(api, "/away")), BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(200);
        assertHasToken(api.requestsTo("/away").get(0));
        assertHasNone(sink.requests().get(0));
        assertHasToken(api.requestsTo("/back").get(0));
        HttpResponse<String> before = response.previousResponse().orElseThrow();
        assertThat(before.uri()).isEqualTo(URI.create(sink.origin() + "/between"));
        assertThat(before.previousResponse().orElseThrow().uri()).isEqualTo(URI.create(below(api, "/away")));
        assertThat(before.previousResponse().orElseThrow().previousResponse()).isEmpty();
    }

    @Test
    void t03_from_https_to_http_of_the_same_host_takes_no_token_along_and_is_followed_under_always_only()
            throws Exception {
        client.send(get(secure.resource()), BodyHandlers.ofString());
        secure.on("/down", request -> Reply.redirect(302, sink.origin() + "/mcp/down"));

        assertThat(client.send(get(below(secure, "/down")), BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
        assertHasNone(sink.requests().get(0));

        HttpClient normal = safeconduct.authorizedClient(builder().followRedirects(Redirect.NORMAL));
        assertThat(normal.send(get(below(secure, "/down")), BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(302);
        assertThat(sink.requests()).hasSize(1);
    }

    @Test
    void t04_a_uri_with_user_information_gets_no_token() throws Exception {
        client.send(get(api.resource()), BodyHandlers.ofString());
        api.forgetRequests();
        client.send(get(api.resource().replace("//", "//someone@")), BodyHandlers.ofString());
        assertHasNone(api.requests().get(0));
    }

    @Test
    void t10_the_programs_own_header_is_respected_and_does_not_go_to_another_origin() throws Exception {
        api.on("/own", request -> Reply.status(401).header("WWW-Authenticate", REFUSAL));
        api.on("/away", request -> Reply.redirect(302, sink.origin() + "/there"));
        api.on("/near", request -> Reply.redirect(302, below(api, "/own")));
        for (String path : List.of("/own", "/away", "/near")) {
            client.send(
                    HttpRequest.newBuilder(URI.create(below(api, path)))
                            .header("Authorization", "Mine own")
                            .build(),
                    BodyHandlers.ofString());
        }
        assertThat(api.requestsTo("/own")).hasSize(2).allSatisfy(request -> assertThat(request.header("Authorization"))
                .isEqualTo("Mine own"));
        assertThat(sink.requests()).singleElement().satisfies(AuthorizedHttpClientTest::assertHasNone);
        assertThat(as.requestsTo("/token")).isEmpty();
    }

    @Test
    void t12_a_perfect_challenge_of_an_unknown_server_is_not_answered() throws Exception {
        sink.answer(Reply.status(401).header("WWW-Authenticate", api.challenge()));
        assertThat(client.send(get(sink.origin() + "/"), BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(401);
        assertThat(sink.requests()).hasSize(1);
        assertThat(as.requests()).isEmpty();
    }

    @Test
    void t14_a_proxy_sees_no_token() throws Exception {
        client.send(get(api.resource()), BodyHandlers.ofString());
        HttpClient proxied = safeconduct.authorizedClient(builder()
                .proxy(ProxySelector.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), sink.port()))));
        proxied.send(get(below(api, "/x")), BodyHandlers.ofString());
        assertThat(sink.requests()).singleElement().satisfies(AuthorizedHttpClientTest::assertHasNone);
    }

    // What is done about a 401

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_rejected_token_is_replaced_and_the_handler_sees_the_final_response_only(boolean async) throws Exception {
        client.send(get(api.resource()), BodyHandlers.ofString());
        for (BodyPublisher body : List.of(
                BodyPublishers.ofString("hello"),
                BodyPublishers.ofByteArray("hello".getBytes(StandardCharsets.UTF_8)),
                BodyPublishers.ofFile(Files.writeString(directory.resolve("body"), "hello")),
                BodyPublishers.noBody(),
                Safeconduct.repeatable(BodyPublishers.ofInputStream(() -> stream(5))))) {
            as.endAccessTokens();
            api.forgetRequests();
            as.forgetRequests();
            List<Integer> seen = new CopyOnWriteArrayList<>();
            BodyHandler<String> handler = info -> {
                seen.add(info.statusCode());
                return BodyHandlers.ofString().apply(info);
            };
            HttpRequest request = post(below(api, "/work"), body);

            HttpResponse<String> response = async
                    ? client.sendAsync(request, handler).get(60, TimeUnit.SECONDS)
                    : client.send(request, handler);

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.previousResponse()).isEmpty();
            assertThat(seen).containsExactly(200);
            List<RecordedRequest> sends = api.requestsTo("/work");
            assertThat(sends).hasSize(2).allSatisfy(AuthorizedHttpClientTest::assertHasToken);
            assertThat(sends.get(1).bodySha256()).isEqualTo(sends.get(0).bodySha256());
            assertThat(sends.get(1).header("Authorization"))
                    .isNotEqualTo(sends.get(0).header("Authorization"));
            assertThat(as.requestsTo("/token")).hasSize(1);
        }
    }

    /** So many bytes, which are in memory at no time. */
    private static InputStream zeros(long length) {
        return new InputStream() {
            private long left = length;

            @Override
            public int read() {
                return left-- > 0 ? 0 : -1;
            }

            @Override
            public int read(byte[] into, int from, int most) {
                int count = (int) Math.min(left, most);
                left -= count;
                return count == 0 ? -1 : count; // the array is zero at first
            }
        };
    }

    private static InputStream stream(int length) {
        return new ByteArrayInputStream(new byte[length]);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void t53_a_server_that_always_refuses_gets_two_sends(boolean async) throws Exception {
        client.send(get(api.resource()), BodyHandlers.ofString());
        api.always401(true).forgetRequests();
        as.forgetRequests();

        assertThat(send(async, get(api.resource())).body()).contains("invalid_token");
        assertThat(api.requests()).hasSize(2);
        assertThat(send(async, get(api.resource())).statusCode()).isEqualTo(401);
        assertThat(api.requests()).hasSize(3);
        assertThat(as.requestsTo("/token")).hasSize(1);
    }

    @Test
    void t55_a_body_that_cannot_be_repeated_is_sent_once_and_the_401_handed_back() throws Exception {
        client.send(get(api.resource()), BodyHandlers.ofString());
        as.endAccessTokens();
        HttpResponse<String> response = client.send(
                post(below(api, "/work"), BodyPublishers.ofInputStream(() -> zeros(100_000_000))),
                BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.body()).contains("invalid_token");
        assertThat(api.requestsTo("/work")).singleElement().satisfies(request -> assertThat(request.bodyLength())
                .isEqualTo(100_000_000));
        // The refresh for the next request is over before the store's folder goes.
        assertThat(safeconduct.authorization("GET", server()).isNone()).isFalse();
    }

    @Test
    void a_401_to_a_body_that_cannot_be_repeated_renews_the_token_for_the_next_request() throws Exception {
        client.send(get(api.resource()), BodyHandlers.ofString());
        as.endAccessTokens();
        as.forgetRequests();
        CountDownLatch renewed = new CountDownLatch(1);
        as.on("/token", request -> {
            renewed.countDown();
            return null;
        });
        HttpRequest upload = post(below(api, "/work"), BodyPublishers.ofInputStream(() -> stream(100_000)));

        assertThat(client.send(upload, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
        assertThat(renewed.await(60, TimeUnit.SECONDS)).isTrue();
        client.send(get(api.resource()), BodyHandlers.ofString()); // joins the renewal
        assertThat(client.send(upload, BodyHandlers.ofString()).statusCode()).isEqualTo(200);

        api.always401(true);
        for (int i = 0; i < 3; i++) {
            client.send(upload, BodyHandlers.ofString());
        }
        api.always401(false);
        assertThat(safeconduct.authorization("GET", server()).isNone()).isFalse();
        assertThat(as.requestsTo("/token")).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void a_large_401_that_is_the_programs_arrives_whole() throws Exception {
        String large = "x".repeat(300_000);
        as.next("/token", 1, Reply.status(503).delayed(Duration.ofMillis(50)));
        api.on("/large401", request -> Reply.text(401, "text/plain", large).header("WWW-Authenticate", REFUSAL));

        assertThat(client.send(get(below(api, "/large401")), BodyHandlers.ofString())
                        .body())
                .isEqualTo(large);
        assertThat(api.requestsTo("/large401")).hasSize(1);
        assertThat(as.requestsTo("/token")).hasSize(1);
    }

    @Test
    void a_redirect_with_a_body_that_does_not_end_is_followed() throws Exception {
        for (Reply endless : List.of(
                Reply.text(302, "text/plain", "xxx").slowly(Duration.ofMinutes(5)),
                Reply.text(302, "text/plain", "x".repeat(1_000_000)))) {
            api.on("/endless", request -> endless.header("Location", sink.origin() + "/after"));
            assertThat(client.send(get(below(api, "/endless")), BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
        }
        assertThat(sink.requests()).hasSize(2);
    }

    // Many requests, and slow servers

    @Test
    void many_requests_with_an_expired_token_refresh_it_once() throws Exception {
        client.send(get(api.resource()), BodyHandlers.ofString());
        clock.forward(Duration.ofHours(2));
        as.forgetRequests();
        List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            all.add(client.sendAsync(get(below(api, "/work")), BodyHandlers.ofString()));
        }
        for (CompletableFuture<HttpResponse<String>> one : all) {
            assertThat(one.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
        assertThat(as.requestsTo("/token")).hasSize(1);
        assertThat(api.requestsTo("/work")).hasSize(64);
    }

    @ParameterizedTest
    @ValueSource(strings = {"inline", "one", "default"})
    void a_request_that_waits_for_a_token_holds_up_no_other(String executor) throws Exception {
        Semaphore release = new Semaphore(0);
        ExecutorService one = Executors.newSingleThreadExecutor();
        try {
            HttpClient.Builder builder = builder();
            if (!executor.equals("default")) {
                builder.executor(executor.equals("one") ? one : Runnable::run);
            }
            HttpClient slow = safeconduct.authorizedClient(builder);
            for (boolean expired : List.of(false, true)) {
                if (expired) {
                    clock.forward(Duration.ofHours(2));
                }
                as.on("/token", request -> {
                    release.acquireUninterruptibly();
                    return null;
                });
                CompletableFuture<HttpResponse<String>> held =
                        slow.sendAsync(get(api.resource()), BodyHandlers.ofString());
                for (int i = 0; i < 3; i++) {
                    assertThat(slow.sendAsync(get(sink.origin() + "/other"), BodyHandlers.ofString())
                                    .get(60, TimeUnit.SECONDS)
                                    .statusCode())
                            .isEqualTo(200);
                }
                assertThat(held).isNotDone();
                release.release();
                assertThat(held.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            }
        } finally {
            one.shutdownNow();
        }
    }

    @Test
    void a_request_is_cancelled_while_it_waits_for_a_token_and_while_it_is_under_way() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        Semaphore release = new Semaphore(0);
        client.send(get(api.resource()), BodyHandlers.ofString());
        clock.forward(Duration.ofHours(2));
        as.on("/token", request -> {
            asked.countDown();
            release.acquireUninterruptibly();
            return null;
        });
        CompletableFuture<HttpResponse<String>> waiting =
                client.sendAsync(get(below(api, "/cancelled")), BodyHandlers.ofString());
        CompletableFuture<String> derived = waiting.thenApply(HttpResponse::body);
        assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(derived.cancel(true)).isTrue();
        assertThatThrownBy(waiting::join).isInstanceOf(CancellationException.class);
        release.release();
        assertThat(client.send(get(api.resource()), BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);
        assertThat(api.requestsTo("/cancelled")).isEmpty();

        CountDownLatch arrived = new CountDownLatch(1);
        api.on("/never", request -> {
            arrived.countDown();
            return Reply.never();
        });
        CompletableFuture<HttpResponse<String>> underWay =
                client.sendAsync(get(below(api, "/never")), BodyHandlers.ofString());
        assertThat(arrived.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(underWay.cancel(true)).isTrue();
        assertThatThrownBy(underWay::join).isInstanceOf(CancellationException.class);
    }

    @Test
    void the_timeout_of_a_request_counts_for_its_waits_too() throws Exception {
        Semaphore release = new Semaphore(0);
        client.send(get(api.resource()), BodyHandlers.ofString());
        clock.forward(Duration.ofHours(2));
        as.on("/token", request -> {
            release.acquireUninterruptibly();
            return null;
        });
        HttpRequest request =
                HttpRequest.newBuilder(server()).timeout(Duration.ofMillis(300)).build();

        assertThatThrownBy(() -> client.send(request, BodyHandlers.ofString()))
                .isInstanceOf(HttpTimeoutException.class);
        assertThatThrownBy(
                        () -> client.sendAsync(request, BodyHandlers.ofString()).get(60, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(HttpTimeoutException.class);
        release.release(100);
    }

    @Test
    void a_401_that_is_not_answered_in_time_is_handed_back() throws Exception {
        Semaphore release = new Semaphore(0);
        client.send(get(api.resource()), BodyHandlers.ofString());
        as.endAccessTokens();
        as.on("/token", request -> {
            release.acquireUninterruptibly();
            return null;
        });
        HttpRequest request =
                HttpRequest.newBuilder(server()).timeout(Duration.ofSeconds(4)).build();

        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.body()).contains("invalid_token");
        release.release(100);
    }

    // The client as a client

    @Test
    void a_client_that_follows_redirects_by_itself_is_refused_and_the_builder_stays_as_it_was() throws Exception {
        assertThatThrownBy(() -> safeconduct.authorizedClient(builder().build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Redirect.NEVER");
        assertThat(safeconduct
                        .authorizedClient(
                                builder().followRedirects(Redirect.NEVER).build())
                        .send(get(api.resource()), BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);

        HttpClient.Builder normal = builder().followRedirects(Redirect.NORMAL);
        assertThat(safeconduct.authorizedClient(normal).followRedirects()).isEqualTo(Redirect.NORMAL);
        assertThat(normal.build().followRedirects()).isEqualTo(Redirect.NORMAL);
    }

    @Test
    void a_builder_that_does_not_do_as_it_is_told_is_refused() {
        HttpClient.Builder builder = HttpClient.newBuilder();
        HttpClient.Builder deaf = (HttpClient.Builder) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {HttpClient.Builder.class},
                (proxy, method, arguments) -> method.getName().equals("build")
                        ? builder.followRedirects(Redirect.ALWAYS).build()
                        : proxy);

        assertThatThrownBy(() -> safeconduct.authorizedClient(deaf))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Redirect.NEVER");
    }

    @Test
    void an_error_on_the_way_ends_the_request() throws Exception {
        api.on("/a", request -> Reply.redirect(302, below(api, "/b")));
        ProxySelector broken = new ProxySelector() {
            @Override
            public List<java.net.Proxy> select(URI uri) {
                if (uri.getPath().endsWith("/b")) {
                    throw new NoClassDefFoundError("the program's own");
                }
                return List.of(java.net.Proxy.NO_PROXY);
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException e) {}
        };
        CompletableFuture<HttpResponse<String>> response = safeconduct
                .authorizedClient(builder().proxy(broken))
                .sendAsync(get(below(api, "/a")), BodyHandlers.ofString());

        assertThatThrownBy(() -> response.get(60, TimeUnit.SECONDS)).hasCauseInstanceOf(NoClassDefFoundError.class);
    }

    @Test
    void the_cookies_of_every_hop_are_kept() throws Exception {
        CookieManager cookies = new CookieManager();
        HttpClient keeping = safeconduct.authorizedClient(builder().cookieHandler(cookies));
        api.on("/a", request -> Reply.redirect(302, below(api, "/b")).header("Set-Cookie", "hop=1; Path=/"));

        keeping.send(get(below(api, "/a")), BodyHandlers.ofString());

        assertThat(api.requestsTo("/b").get(0).header("Cookie")).contains("hop=1");
        assertThat(keeping.cookieHandler()).contains(cookies);
    }

    @Test
    void an_end_of_the_client_is_an_end_of_the_one_below() throws Exception {
        if (client instanceof AutoCloseable closeable) { // Java 21
            client.send(get(api.resource()), BodyHandlers.ofString());
            closeable.close();
            assertThatThrownBy(() -> client.send(get(api.resource()), BodyHandlers.ofString()))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void a_web_socket_gets_the_token_with_its_handshake() throws Exception {
        client.send(get(api.resource()), BodyHandlers.ofString());
        api.on("/socket", request -> Reply.status(426));
        CompletableFuture<?> socket = client.newWebSocketBuilder()
                .header("X-Own", "1")
                .buildAsync(
                        URI.create(below(api, "/socket").replace("http", "ws")),
                        new java.net.http.WebSocket.Listener() {});
        assertThatThrownBy(() -> socket.get(60, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
        RecordedRequest handshake = api.requestsTo("/socket").get(0);
        assertHasToken(handshake);
        assertThat(handshake.header("X-Own")).isEqualTo("1");
        assertThat(handshake.header("Upgrade")).isEqualTo("websocket");
    }

    @Test
    void after_the_safeconduct_is_closed_nothing_is_added() throws Exception {
        client.send(get(api.resource()), BodyHandlers.ofString());
        safeconduct.close();
        assertThat(client.send(get(api.resource()), BodyHandlers.ofString()).statusCode())
                .isEqualTo(401);
    }
}
