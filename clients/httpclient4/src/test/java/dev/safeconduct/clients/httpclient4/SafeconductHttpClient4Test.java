package dev.safeconduct.clients.httpclient4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.testkit.RecordingSink;
import dev.safeconduct.testkit.Reply;
import java.io.ByteArrayInputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.HttpResponse;
import org.apache.http.ProtocolException;
import org.apache.http.auth.AuthScope;
import org.apache.http.auth.UsernamePasswordCredentials;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.client.methods.HttpPost;
import org.apache.http.client.methods.HttpUriRequest;
import org.apache.http.client.protocol.HttpClientContext;
import org.apache.http.entity.InputStreamEntity;
import org.apache.http.entity.StringEntity;
import org.apache.http.impl.auth.BasicScheme;
import org.apache.http.impl.client.BasicAuthCache;
import org.apache.http.impl.client.BasicCredentialsProvider;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.DefaultRedirectStrategy;
import org.apache.http.impl.client.HttpClientBuilder;
import org.apache.http.impl.execchain.ClientExecChain;
import org.apache.http.impl.execchain.RequestAbortedException;
import org.apache.http.message.BasicHttpRequest;
import org.apache.http.protocol.HttpContext;
import org.apache.http.util.EntityUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With HttpClient 4.3; what all versions do is in the contract. */
@Timeout(60)
class SafeconductHttpClient4Test {

    private final RecordingSink server = RecordingSink.start().answer(Reply.text(200, "text/plain", "ok"));
    private final RecordingSink refusing = RecordingSink.start().answer(Reply.text(401, "text/plain", "no"));
    private final FakeAuthorizer authorizer = new FakeAuthorizer(server.port());
    private final FakeAuthorizer of401 = new FakeAuthorizer(refusing.port());
    private final HttpClientContext context = HttpClientContext.create();

    @AfterEach
    void close() {
        server.close();
        refusing.close();
    }

    @Test
    void the_token_is_on_the_wire_and_in_no_request_that_the_program_sees() throws Exception {
        HttpGet request = new HttpGet(server.origin());
        execute(authorizer, request);
        assertThat(authorizations(server)).containsExactly("Bearer token");
        assertThat(request.containsHeader("Authorization")).isFalse();
        assertThat(context.getRequest().containsHeader("Authorization")).isFalse();
        assertThat(context.getAttribute("safeconduct").toString()).isEqualTo("safeconduct");
    }

    @Test
    void the_first_hop_is_decided_once_and_knows_where_the_request_began() throws Exception {
        execute(authorizer, new HttpGet(server.origin() + "/a?b=c"));
        assertThat(authorizer.hops).singleElement().satisfies(hop -> {
            assertThat(hop.started()).isEqualTo(hop.target());
            assertThat(hop.rawPath()).isEqualTo("/a");
            assertThat(hop.isOccupied()).isFalse();
        });
        assertThat(authorizer.responses).containsExactly("200 true");
    }

    @Test
    void a_context_that_is_used_again_begins_a_request_of_its_own() throws Exception {
        try (RecordingSink away = RecordingSink.start().answer(Reply.redirect(302, server.origin() + "/"))) {
            execute(authorizer, new HttpGet(away.origin()));
            assertThat(authorizer.hops)
                    .last()
                    .satisfies(hop -> assertThat(hop.started().port()).isEqualTo(away.port()));
            execute(authorizer, new HttpGet(server.origin()));
            assertThat(authorizer.hops)
                    .last()
                    .satisfies(hop -> assertThat(hop.started().port()).isEqualTo(server.port()));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 302})
    void where_a_request_began_is_known_though_no_server_is_there(int status) throws Exception {
        authorizer.knownHost = "127.0.0.1";
        HttpClientBuilder builder = SafeconductHttpClient4.builder(authorizer)
                .setRedirectStrategy(new DefaultRedirectStrategy() {
                    @Override
                    public boolean isRedirected(HttpRequest request, HttpResponse response, HttpContext used)
                            throws ProtocolException {
                        return response.getStatusLine().getStatusCode() == 201
                                || super.isRedirected(request, response, used);
                    }
                });
        try (RecordingSink away = RecordingSink.start().answer(Reply.redirect(status, server.origin() + "/"));
                CloseableHttpClient client = builder.build()) {
            client.execute(new HttpGet("http://localhost:" + away.port() + "/")).close();
        }
        assertThat(authorizer.hops).singleElement().satisfies(hop -> {
            assertThat(hop.target().port()).isEqualTo(server.port());
            assertThat(hop.started().host()).isEqualTo("localhost");
        });
    }

    /** As the agent beside a program that has installed the adapter itself. */
    @Test
    void what_adds_tokens_already_is_not_decorated_once_more() {
        ClientExecChain execution = (route, request, used, aware) -> null;
        ClientExecChain decorated = SafeconductHttpClient4.decorate(execution, authorizer);
        assertThat(decorated).isNotSameAs(execution);
        assertThat(SafeconductHttpClient4.decorate(decorated, of401)).isSameAs(decorated);
        ClientExecChain moved = new moved.dev.safeconduct.clients.httpclient4.AuthorizingChain();
        assertThat(SafeconductHttpClient4.decorate(moved, authorizer)).isSameAs(moved);
    }

    @Test
    void user_information_in_a_url_is_seen_though_it_is_not_sent() throws Exception {
        String url = server.origin().replace("//", "//someone@");
        execute(authorizer, new HttpGet(url));
        try (CloseableHttpClient client =
                SafeconductHttpClient4.builder(authorizer).build()) {
            client.execute(host(), new BasicHttpRequest("GET", url)).close();
            client.execute(host(), new BasicHttpRequest("GET", "/a@b")).close();
        }
        assertThat(authorizer.hops).extracting(hop -> hop.isOccupied()).containsExactly(true, true, false);
    }

    @Test
    void credentials_that_the_program_sends_without_being_asked_are_left_alone() throws Exception {
        context.setAuthCache(new BasicAuthCache());
        context.getAuthCache().put(host(), new BasicScheme());
        context.setCredentialsProvider(someone());
        execute(authorizer, new HttpGet(server.origin()));
        assertThat(authorizer.hops).singleElement().satisfies(hop -> assertThat(hop.isOccupied())
                .isTrue());
        assertThat(authorizations(server)).singleElement().satisfies(value -> assertThat(value)
                .startsWith("Basic "));
    }

    /** HttpClient answers a 401 itself before it is seen here, if it can. */
    @Test
    void credentials_of_the_program_come_after_the_token() throws Exception {
        refusing.answer(
                Reply.status(401).header("WWW-Authenticate", "Bearer").header("WWW-Authenticate", "Basic realm=\"x\""));
        of401.again = CompletableFuture.completedFuture(true);
        List<String> tokens = new ArrayList<>(List.of("old", "new"));
        of401.authorizations = hop -> CompletableFuture.completedFuture(Authorization.bearer(tokens.remove(0)));
        context.setCredentialsProvider(someone());
        execute(of401, new HttpGet(refusing.origin()));
        assertThat(authorizations(refusing))
                .hasSize(4)
                .startsWith("Bearer old", "Bearer new", "")
                .last()
                .asString()
                .startsWith("Basic ");
    }

    @Test
    void what_is_changed_in_the_context_while_a_request_is_out_is_put_back() throws Exception {
        RequestConfig config =
                RequestConfig.custom().setStaleConnectionCheckEnabled(false).build();
        HttpGet request = new HttpGet(refusing.origin());
        request.setConfig(config);
        of401.authorizations = hop -> later(Authorization.none());
        execute(of401, request);
        assertThat(context.getRequestConfig()).isSameAs(config);
        of401.authorizations = hop -> later(Authorization.bearer("token"));
        execute(of401, request);
        assertThat(context.getRequestConfig()).isSameAs(config);
        assertThat(context.getTargetAuthState().getState().name()).isEqualTo("UNCHALLENGED");
    }

    @Test
    void the_socket_timeout_bounds_a_wait() throws Exception {
        HttpGet request = new HttpGet(server.origin());
        request.setConfig(RequestConfig.custom().setSocketTimeout(2000).build());
        execute(authorizer, request);
        assertThat(authorizer.timeouts).containsExactly(Duration.ofSeconds(2));
    }

    @Test
    void a_request_that_is_aborted_waits_no_more_for_its_token() {
        HttpGet request = new HttpGet(server.origin());
        CompletableFuture<Authorization> never = new CompletableFuture<>();
        authorizer.authorizations = hop -> {
            request.abort();
            return never;
        };
        assertThatThrownBy(() -> execute(authorizer, request)).isInstanceOf(RequestAbortedException.class);
        assertThat(never).isCancelled();
        assertThat(server.connections()).isZero();
    }

    @Test
    void an_interrupt_ends_the_wait_as_it_ends_a_read() {
        CompletableFuture<Authorization> never = new CompletableFuture<>();
        authorizer.authorizations = hop -> {
            Thread.currentThread().interrupt();
            return never;
        };
        assertThatThrownBy(() -> execute(authorizer, new HttpGet(server.origin())))
                .isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(never).isCancelled();
    }

    @Test
    void an_interrupt_at_a_401_gives_the_connection_back() throws Exception {
        of401.again = new CompletableFuture<>();
        interruptAtResponse(Thread.currentThread());
        RequestConfig patience =
                RequestConfig.custom().setConnectionRequestTimeout(5000).build();
        HttpClientBuilder builder =
                SafeconductHttpClient4.builder(of401).setMaxConnTotal(1).setDefaultRequestConfig(patience);
        try (CloseableHttpClient client = builder.build()) {
            assertThatThrownBy(() -> client.execute(new HttpGet(refusing.origin())))
                    .isInstanceOf(InterruptedIOException.class);
            assertThat(Thread.interrupted()).isTrue();
            client.execute(new HttpGet(refusing.origin())).close();
        }
        assertThat(refusing.requests()).hasSize(2);
    }

    private void interruptAtResponse(Thread caller) {
        Thread other = new Thread(() -> {
            while (of401.responses.isEmpty()) {
                Thread.onSpinWait();
            }
            caller.interrupt();
        });
        other.setDaemon(true);
        other.start();
    }

    @Test
    void a_401_leads_to_a_resend_on_the_same_connection() throws Exception {
        for (String body : List.of("no", "x".repeat(60_000))) {
            assertIsResent(body, CompletableFuture.completedFuture(true), 1);
            assertIsResent(body, later(true), 1);
        }
    }

    @Test
    void a_401_that_is_too_long_to_be_read_costs_its_connection() throws Exception {
        assertIsResent("x".repeat(10_000_000), CompletableFuture.completedFuture(true), 2);
    }

    private void assertIsResent(String body, CompletableFuture<Boolean> again, int connections) throws Exception {
        refusing.forget().answer(Reply.text(401, "text/plain", body));
        of401.again = again;
        List<String> tokens = new ArrayList<>(List.of("old", "new"));
        of401.authorizations = hop -> CompletableFuture.completedFuture(Authorization.bearer(tokens.remove(0)));
        HttpPost request = new HttpPost(refusing.origin());
        request.setEntity(new StringEntity("hello"));
        execute(of401, request);
        assertThat(authorizations(refusing)).containsExactly("Bearer old", "Bearer new");
        assertThat(refusing.connections()).isEqualTo(connections);
    }

    @Test
    void a_body_is_asked_whether_it_can_be_repeated_after_it_was_sent() throws Exception {
        HttpPost request = new HttpPost(refusing.origin());
        request.setEntity(new InputStreamEntity(new ByteArrayInputStream(new byte[10]), 10) {
            @Override
            public boolean isRepeatable() {
                return refusing.requests().isEmpty();
            }
        });
        execute(of401, request);
        assertThat(of401.responses).containsExactly("401 false");
    }

    @Test
    void a_decision_that_fails_leaves_the_request_as_it_is() throws Exception {
        authorizer.authorizations = hop -> {
            throw new IllegalStateException("internal error");
        };
        execute(authorizer, new HttpGet(server.origin()));
        assertThat(authorizations(server)).containsExactly("");
    }

    private static <T> CompletableFuture<T> later(T value) {
        return CompletableFuture.supplyAsync(() -> value, CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS));
    }

    private HttpHost host() {
        return new HttpHost("127.0.0.1", server.port());
    }

    private static BasicCredentialsProvider someone() {
        BasicCredentialsProvider credentials = new BasicCredentialsProvider();
        credentials.setCredentials(AuthScope.ANY, new UsernamePasswordCredentials("someone", "secret"));
        return credentials;
    }

    private void execute(FakeAuthorizer by, HttpUriRequest request) throws Exception {
        HttpClientBuilder builder = SafeconductHttpClient4.builder(by);
        try (CloseableHttpClient client = builder.build();
                CloseableHttpResponse response = client.execute(request, context)) {
            EntityUtils.consume(response.getEntity());
        }
    }

    private static List<String> authorizations(RecordingSink sink) {
        return sink.requests().stream()
                .map(request -> String.join(" AND ", request.headers("Authorization")))
                .toList();
    }
}
