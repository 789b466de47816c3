package dev.safeconduct.clients.httpclient5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.request.Hop;
import dev.safeconduct.testkit.RecordingSink;
import dev.safeconduct.testkit.Reply;
import java.io.ByteArrayInputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.hc.client5.http.auth.AuthExchange;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.DefaultHttpRequestRetryStrategy;
import org.apache.hc.client5.http.impl.DefaultRedirectStrategy;
import org.apache.hc.client5.http.impl.auth.NTLMScheme;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpResponse;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.classic.RequestFailedException;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.TimeValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With HttpClient 5.0; what all versions do is in the contract. */
@Timeout(60)
class SafeconductHttpClient5Test {

    private static final CompletableFuture<Boolean> YES = CompletableFuture.completedFuture(true);

    private final RecordingSink server = RecordingSink.start().answer(Reply.text(200, "text/plain", "ok"));
    private final RecordingSink refusing = RecordingSink.start().answer(Reply.text(401, "text/plain", "no"));
    private final FakeAuthorizer authorizer = new FakeAuthorizer(server.port());
    private final FakeAuthorizer of401 = new FakeAuthorizer(refusing.port());

    @AfterEach
    void close() {
        server.close();
        refusing.close();
    }

    @Test
    void the_token_is_on_the_wire_and_in_no_request_that_the_program_sees() throws Exception {
        HttpGet request = new HttpGet(server.origin());
        HttpClientContext context = HttpClientContext.create();
        List<ClassicHttpRequest> below = new ArrayList<>();
        HttpClientBuilder builder = HttpClients.custom()
                .addExecInterceptorAfter("CONNECT", "program", (sent, scope, chain) -> {
                    below.add(sent);
                    return chain.proceed(sent, scope);
                });
        try (CloseableHttpClient client = installed(builder, authorizer)) {
            client.execute(request, context).close();
        }
        assertThat(authorizations(server)).containsExactly("Bearer token");
        assertThat(request.containsHeader("Authorization")).isFalse();
        assertThat(context.getRequest().containsHeader("Authorization")).isFalse();
        assertThat(below).singleElement().satisfies(sent -> assertThat(sent.containsHeader("Authorization"))
                .isFalse());
        assertThat(context.getAttribute("safeconduct")).isNull();
    }

    /** A context that has no attributes so far would make a map for it. */
    @ParameterizedTest
    @ValueSource(ints = {201, 302, 503})
    void what_is_decided_is_kept_in_the_context_only_where_another_hop_may_follow(int status) throws Exception {
        HttpClientContext context = HttpClientContext.create();
        HttpClientBuilder builder = HttpClients.custom()
                .setRetryStrategy(new DefaultHttpRequestRetryStrategy(1, TimeValue.ofMilliseconds(1)))
                .setRedirectStrategy(new DefaultRedirectStrategy() {
                    @Override
                    public boolean isRedirected(HttpRequest request, HttpResponse response, HttpContext used)
                            throws ProtocolException {
                        return response.getCode() == 201 || super.isRedirected(request, response, used);
                    }
                })
                .addExecInterceptorAfter("CONNECT", "program", (sent, scope, chain) -> {
                    ClassicHttpResponse response = chain.proceed(sent, scope);
                    server.answer(Reply.text(200, "text/plain", "ok"));
                    return response;
                });
        server.answer(Reply.redirect(status, server.origin() + "/"));
        try (CloseableHttpClient client = installed(builder, authorizer)) {
            client.execute(new HttpGet(server.origin()), context).close();
        }
        assertThat(authorizer.responses).containsExactly(status + " true", "200 true");
        assertThat(authorizer.timeouts).as("requests that were begun").hasSize(1);
        assertThat(context.getAttribute("safeconduct").toString()).isEqualTo("safeconduct");
    }

    @Test
    void a_hop_that_failed_is_followed_by_one_of_the_same_request() throws Exception {
        AtomicInteger failures = new AtomicInteger(1);
        HttpClientBuilder builder = HttpClients.custom()
                .setRetryStrategy(new DefaultHttpRequestRetryStrategy(1, TimeValue.ofMilliseconds(1)))
                .addExecInterceptorAfter("CONNECT", "program", (sent, scope, chain) -> {
                    if (failures.getAndDecrement() > 0) {
                        throw new NoHttpResponseException("lost");
                    }
                    return chain.proceed(sent, scope);
                });
        execute(authorizer, builder, new HttpGet(server.origin()));
        assertThat(authorizer.timeouts).as("requests that were begun").hasSize(1);
    }

    @Test
    void the_first_hop_is_decided_once_and_knows_where_the_request_began() throws Exception {
        execute(authorizer, new HttpGet(server.origin() + "/a?b=c"));
        assertThat(authorizer.hops).singleElement().satisfies(hop -> {
            assertThat(hop.started()).isEqualTo(hop.target());
            assertThat(hop.rawPath()).isEqualTo("/a");
            assertThat(hop.hostFields()).isEmpty();
            assertThat(hop.isOccupied()).isFalse();
        });
        assertThat(authorizer.responses).containsExactly("200 true");
    }

    @Test
    void a_context_that_is_used_again_begins_a_request_of_its_own() throws Exception {
        HttpClientContext context = HttpClientContext.create();
        try (RecordingSink away = RecordingSink.start().answer(Reply.redirect(302, server.origin() + "/"));
                CloseableHttpClient client = installed(HttpClients.custom(), authorizer)) {
            client.execute(new HttpGet(away.origin()), context).close();
            assertThat(authorizer.hops)
                    .last()
                    .satisfies(hop -> assertThat(hop.started().port()).isEqualTo(away.port()));
            client.execute(new HttpGet(server.origin()), context).close();
            assertThat(authorizer.hops)
                    .last()
                    .satisfies(hop -> assertThat(hop.started().port()).isEqualTo(server.port()));
        }
    }

    @Test
    void a_builder_is_prepared_once_however_often_it_builds() throws Exception {
        List<String> above = new ArrayList<>();
        HttpClientBuilder builder = HttpClients.custom()
                .addExecInterceptorAfter("CONNECT", "program", (sent, scope, chain) -> {
                    for (StackTraceElement frame : new Throwable().getStackTrace()) {
                        above.add(frame.getClassName() + "." + frame.getMethodName());
                    }
                    return chain.proceed(sent, scope);
                });
        for (int i = 0; i < 3; i++) {
            SafeconductHttpClient5.install(builder, authorizer);
            builder.build().close();
        }
        execute(authorizer, builder, new HttpGet(server.origin()));
        assertThat(above).containsOnlyOnce(AuthorizingExec.class.getName() + ".execute");
        assertThat(authorizer.hops).hasSize(1);
    }

    /** As the agent beside a program that has installed the adapter itself, or one of another name. */
    @Test
    void of_two_copies_the_first_decides() throws Exception {
        FakeAuthorizer second = new FakeAuthorizer(server.port());
        HttpClientBuilder builder = HttpClients.custom();
        SafeconductHttpClient5.install(builder, authorizer);
        builder.addExecInterceptorBefore("CONNECT", "other", new AuthorizingExec(second));
        authorizer.authorizations = hop -> CompletableFuture.completedFuture(Authorization.none());
        execute(authorizer, builder, new HttpGet(server.origin()));
        assertThat(authorizations(server)).containsExactly("");
        assertThat(second.hops).isEmpty();
    }

    @Test
    void another_target_than_the_url_names_is_what_counts() throws Exception {
        HttpGet request = new HttpGet("http://other.test/");
        try (CloseableHttpClient client = installed(HttpClients.custom(), authorizer)) {
            client.execute(HttpHost.create(server.origin()), request).close();
        }
        Hop hop = authorizer.hops.get(0);
        assertThat(hop.target().port()).isEqualTo(server.port());
        assertThat(hop.hostFields()).containsExactly("other.test");
    }

    /** No request on such a connection carries anything, but all are the user's of the connection. */
    @Test
    void a_connection_that_is_authenticated_itself_is_left_alone() throws Exception {
        HttpClientContext context = HttpClientContext.create();
        AuthExchange ntlm = context.getAuthExchange(HttpHost.create(server.origin()));
        ntlm.select(new NTLMScheme());
        ntlm.setState(AuthExchange.State.SUCCESS);
        try (CloseableHttpClient client = installed(HttpClients.custom(), authorizer)) {
            client.execute(new HttpGet(server.origin()), context).close();
        }
        assertThat(authorizations(server)).containsExactly("");
    }

    @Test
    void the_response_timeout_bounds_a_wait() throws Exception {
        HttpGet request = new HttpGet(server.origin());
        request.setConfig(
                RequestConfig.custom().setResponseTimeout(2, TimeUnit.SECONDS).build());
        execute(authorizer, request);
        execute(authorizer, new HttpGet(server.origin()));
        assertThat(authorizer.timeouts).containsExactly(Duration.ofSeconds(2), Duration.ZERO);
    }

    @Test
    void a_request_that_is_canceled_waits_no_more_for_its_token() {
        HttpGet request = new HttpGet(server.origin());
        CompletableFuture<Authorization> never = new CompletableFuture<>();
        authorizer.authorizations = hop -> {
            request.cancel();
            return never;
        };
        assertThatThrownBy(() -> execute(authorizer, request)).isInstanceOf(RequestFailedException.class);
        assertThat(never).isCancelled();
        assertThat(server.connections()).isZero();
    }

    @Test
    void a_request_that_is_canceled_waits_no_more_at_a_401() {
        HttpGet request = new HttpGet(refusing.origin());
        CompletableFuture<Boolean> never = new CompletableFuture<>();
        of401.again = never;
        HttpClientBuilder builder = HttpClients.custom().addResponseInterceptorFirst((response, entity, context) -> {});
        builder.addExecInterceptorAfter("CONNECT", "program", (sent, scope, chain) -> {
            var response = chain.proceed(sent, scope);
            request.cancel();
            return response;
        });
        assertThatThrownBy(() -> execute(of401, builder, request)).isInstanceOf(RequestFailedException.class);
        assertThat(never).isCancelled();
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
    void a_401_that_is_answered_at_once_leads_to_a_resend_on_the_same_connection() throws Exception {
        for (String body : List.of("no", "x".repeat(60_000))) {
            assertIsResent(body, request -> {}, 1);
            assertIsResent(body, request -> request.setEntity(new StringEntity("hello")), 1);
        }
    }

    @Test
    void a_401_that_is_too_long_to_be_read_costs_its_connection() throws Exception {
        assertIsResent("x".repeat(10_000_000), request -> {}, 2);
    }

    /** The server may have closed it meanwhile, and nothing repeats a POST. */
    @Test
    void a_post_that_has_waited_uses_a_new_connection() throws Exception {
        refusing.forget();
        of401.again =
                CompletableFuture.supplyAsync(() -> true, CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS));
        HttpPost request = new HttpPost(refusing.origin());
        request.setEntity(new StringEntity("hello"));
        execute(of401, request);
        assertThat(refusing.requests()).hasSize(2);
        assertThat(refusing.connections()).isEqualTo(2);
    }

    private void assertIsResent(String body, Consumer<HttpPost> change, int connections) throws Exception {
        refusing.forget().answer(Reply.text(401, "text/plain", body));
        of401.again = YES;
        List<String> tokens = new ArrayList<>(List.of("old", "new"));
        of401.authorizations = hop -> CompletableFuture.completedFuture(Authorization.bearer(tokens.remove(0)));
        HttpPost request = new HttpPost(refusing.origin());
        change.accept(request);
        execute(of401, request);
        assertThat(authorizations(refusing)).containsExactly("Bearer old", "Bearer new");
        assertThat(refusing.connections()).isEqualTo(connections);
    }

    @Test
    void a_body_is_asked_whether_it_can_be_repeated_after_it_was_sent() throws Exception {
        HttpPost request = new HttpPost(refusing.origin());
        request.setEntity(new HttpEntityWrapper(new InputStreamEntity(new ByteArrayInputStream(new byte[10]), null)) {
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
        authorizer.authorizations = hop -> CompletableFuture.failedFuture(new IllegalStateException());
        execute(authorizer, new HttpGet(server.origin()));
        assertThat(authorizations(server)).containsExactly("", "");
    }

    private static void execute(FakeAuthorizer authorizer, ClassicHttpRequest request) throws Exception {
        execute(authorizer, HttpClients.custom(), request);
    }

    private static void execute(FakeAuthorizer authorizer, HttpClientBuilder builder, ClassicHttpRequest request)
            throws Exception {
        try (CloseableHttpClient client = installed(builder, authorizer);
                CloseableHttpResponse response = client.execute(request)) {
            EntityUtils.consume(response.getEntity());
        }
    }

    private static CloseableHttpClient installed(HttpClientBuilder builder, FakeAuthorizer authorizer) {
        SafeconductHttpClient5.install(builder, authorizer);
        return builder.build();
    }

    private static List<String> authorizations(RecordingSink sink) {
        return sink.requests().stream()
                .map(request -> String.join(" AND ", request.headers("Authorization")))
                .toList();
    }
}
