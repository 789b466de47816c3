package dev.safeconduct.clients.httpclient5;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.testkit.RecordedRequest;
import dev.safeconduct.testkit.RecordingSink;
import dev.safeconduct.testkit.Reply;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleResponseConsumer;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.support.BasicRequestProducer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With HttpClient 5.0; what all versions do is in the contract. */
@Timeout(60)
class SafeconductHttpAsyncClient5Test {

    private final RecordingSink server = RecordingSink.start().answer(Reply.text(200, "text/plain", "ok"));
    private final FakeAuthorizer authorizer = new FakeAuthorizer(server.port());
    private final HttpClientContext context = HttpClientContext.create();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void the_token_is_on_the_wire_and_in_no_request_that_the_program_sees() throws Exception {
        try (CloseableHttpAsyncClient client = client(HttpAsyncClients.custom())) {
            assertThat(send(client).get().getCode()).isEqualTo(200);
        }
        assertThat(authorizations()).containsExactly("Bearer token");
        assertThat(context.getRequest().containsHeader("Authorization")).isFalse();
        assertThat(context.getAttribute("safeconduct").toString()).isEqualTo("safeconduct");
        assertThat(authorizer.hops).singleElement().satisfies(hop -> assertThat(hop.started())
                .isEqualTo(hop.target()));
    }

    @Test
    void a_request_takes_no_connection_before_its_token_is_there() throws Exception {
        CompletableFuture<Authorization> late = new CompletableFuture<>();
        authorizer.authorizations = hop -> late;
        try (CloseableHttpAsyncClient client = client(HttpAsyncClients.custom())) {
            Future<SimpleHttpResponse> response = send(client);
            assertThat(server.connections()).isZero();
            late.complete(Authorization.bearer("late"));
            assertThat(response.get().getCode()).isEqualTo(200);
        }
        assertThat(authorizations()).containsExactly("Bearer late");
    }

    @Test
    void a_request_that_is_canceled_waits_no_more_for_its_token() throws Exception {
        CompletableFuture<Authorization> never = new CompletableFuture<>();
        authorizer.authorizations = hop -> never;
        try (CloseableHttpAsyncClient client = client(HttpAsyncClients.custom())) {
            Future<SimpleHttpResponse> response = send(client);
            response.cancel(true);
            assertThat(response.isCancelled()).isTrue();
            assertThat(never).isCancelled();
        }
        assertThat(server.connections()).isZero();
    }

    @Test
    void a_refusal_that_is_held_goes_to_the_program_if_no_token_comes() throws Exception {
        server.answer(Reply.text(401, "text/plain", "no"));
        CompletableFuture<Boolean> decision = new CompletableFuture<>();
        authorizer.again = decision;
        try (CloseableHttpAsyncClient client = client(HttpAsyncClients.custom())) {
            Future<SimpleHttpResponse> response = send(client);
            while (authorizer.responses.isEmpty()) {
                Thread.onSpinWait();
            }
            assertThat(response.isDone()).isFalse();
            decision.complete(false);
            assertThat(response.get().getBodyText()).isEqualTo("no");
        }
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void a_builder_is_prepared_once_however_often_it_builds() throws Exception {
        HttpAsyncClientBuilder builder = HttpAsyncClients.custom();
        for (int i = 0; i < 3; i++) {
            client(builder).close();
        }
        try (CloseableHttpAsyncClient client = client(builder)) {
            assertThat(send(client).get().getCode()).isEqualTo(200);
        }
        assertThat(authorizer.hops).hasSize(1);
    }

    /** As the agent beside a program that has installed the adapter itself. */
    @Test
    void of_two_copies_the_first_decides() throws Exception {
        FakeAuthorizer second = new FakeAuthorizer(server.port());
        HttpAsyncClientBuilder builder = HttpAsyncClients.custom();
        SafeconductHttpAsyncClient5.install(builder, authorizer);
        builder.addExecInterceptorBefore("CONNECT", "other", new AsyncAuthorizingExec(second));
        authorizer.authorizations = hop -> CompletableFuture.completedFuture(Authorization.none());
        try (CloseableHttpAsyncClient client = client(builder)) {
            assertThat(send(client).get().getCode()).isEqualTo(200);
        }
        assertThat(authorizations()).containsExactly("");
        assertThat(second.hops).isEmpty();
    }

    /** HttpClient's own timer cannot be stopped while a response is held. */
    @Test
    void a_wait_ends_a_moment_before_the_response_timeout() throws Exception {
        context.setRequestConfig(
                RequestConfig.custom().setResponseTimeout(2, TimeUnit.SECONDS).build());
        try (CloseableHttpAsyncClient client = client(HttpAsyncClients.custom())) {
            send(client).get();
        }
        assertThat(authorizer.timeouts).containsExactly(Duration.ofMillis(1900));
    }

    private CloseableHttpAsyncClient client(HttpAsyncClientBuilder builder) {
        SafeconductHttpAsyncClient5.install(builder, authorizer);
        CloseableHttpAsyncClient client = builder.build();
        client.start();
        return client;
    }

    private Future<SimpleHttpResponse> send(CloseableHttpAsyncClient client) {
        return client.execute(
                new BasicRequestProducer(new BasicHttpRequest("GET", URI.create(server.origin())), null),
                SimpleResponseConsumer.create(),
                context,
                null);
    }

    private List<String> authorizations() {
        return server.requests().stream()
                .map(SafeconductHttpAsyncClient5Test::authorization)
                .toList();
    }

    private static String authorization(RecordedRequest request) {
        String value = request.header("Authorization");
        return value == null ? "" : value;
    }
}
