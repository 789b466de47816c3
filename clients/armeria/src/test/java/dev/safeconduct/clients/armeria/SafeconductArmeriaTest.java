package dev.safeconduct.clients.armeria;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.client.ClientRequestContextCaptor;
import com.linecorp.armeria.client.Clients;
import com.linecorp.armeria.client.HttpClient;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.client.WebClientBuilder;
import com.linecorp.armeria.client.retry.RetryRule;
import com.linecorp.armeria.client.retry.RetryingClient;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpRequestWriter;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.logging.RequestLog;
import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.testkit.RecordedRequest;
import dev.safeconduct.testkit.RecordingSink;
import dev.safeconduct.testkit.Reply;
import dev.safeconduct.testkit.client.Conditions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With Armeria 1.0; what all versions do is in the contract. */
@Timeout(60)
class SafeconductArmeriaTest {

    private static final int LARGEST_KEPT = 64 * 1024;

    private final RecordingSink server = RecordingSink.start().answer(Reply.text(200, "text/plain", "ok"));
    private final FakeAuthorizer authorizer = new FakeAuthorizer(server.port());

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void the_token_is_on_the_wire_and_in_nothing_that_the_program_sees() {
        RequestLog log;
        try (ClientRequestContextCaptor captor = Clients.newContextCaptor()) {
            assertThat(status(builder().build().execute(get()))).isEqualTo(200);
            log = captor.get().log().whenComplete().join();
        }
        assertThat(authorizations()).containsExactly("Bearer token");
        assertThat(log.context().request().headers().contains(HttpHeaderNames.AUTHORIZATION))
                .isFalse();
        assertThat(log.requestHeaders().contains(HttpHeaderNames.AUTHORIZATION)).isFalse();
        assertThat(log.responseHeaders().status().code()).isEqualTo(200);
        assertThat(log.children()).singleElement().satisfies(child -> assertThat(
                        child.ensureComplete().requestHeaders().contains(HttpHeaderNames.AUTHORIZATION))
                .isFalse());
        assertThat(log.context().attrs())
                .toIterable()
                .allMatch(attr -> attr.getValue().toString().equals("safeconduct"));
    }

    @Test
    void a_refused_request_is_sent_again_with_its_body_and_trailers() {
        authorizer.again = CompletableFuture.completedFuture(true);
        server.answer(Reply.status(401));
        RequestHeaders head = RequestHeaders.of(HttpMethod.POST, url());
        RequestLog log;
        try (ClientRequestContextCaptor captor = Clients.newContextCaptor()) {
            HttpResponse response = builder()
                    .decorator((next, context, request) -> next.execute(context, request))
                    .build()
                    .execute(HttpRequest.of(head, HttpData.ofUtf8("hello"), HttpHeaders.of("x-last", "z")));
            assertThat(status(response)).isEqualTo(401);
            log = captor.get().log().whenComplete().join();
        }
        assertThat(authorizer.responses).containsExactly("401 true", "401 true");
        assertThat(server.requests()).hasSize(2);
        assertThat(server.requests())
                .extracting(RecordedRequest::bodySha256)
                .containsOnly(server.requests().get(0).bodySha256());
        assertThat(log.children()).hasSize(2);
    }

    @Test
    void a_refusal_of_grpc_is_one_whatever_its_status() {
        Reply refused = Reply.status(200).header("Content-Type", "application/grpc+proto");
        for (Reply reply : List.of(
                refused.header("grpc-status", "16"),
                refused.header("grpc-status", "7"),
                refused.header("grpc-status", "0"),
                refused,
                Reply.status(200).header("grpc-status", "16"))) {
            server.answer(reply);
            assertThat(status(builder().build().execute(get()))).isEqualTo(200);
        }
        assertThat(authorizer.responses).containsExactly("401 true", "403 true", "200 true", "200 true", "200 true");
    }

    @Test
    void a_body_is_kept_up_to_64_kib() {
        server.answer(Reply.status(401));
        for (int length : List.of(LARGEST_KEPT, LARGEST_KEPT + 1)) {
            authorizer.again = CompletableFuture.completedFuture(false);
            authorizer.responses.clear();
            HttpRequestWriter request = HttpRequest.streaming(RequestHeaders.of(HttpMethod.POST, url()));
            request.write(HttpData.wrap(new byte[length - 1]));
            request.write(HttpData.wrap(new byte[1]));
            request.close();
            assertThat(status(builder().build().execute(request))).isEqualTo(401);
            assertThat(authorizer.responses).containsExactly("401 " + (length == LARGEST_KEPT));
        }
    }

    @Test
    void a_large_refusal_is_not_read_to_its_end_before_the_resend() throws InterruptedException {
        authorizer.again = CompletableFuture.completedFuture(true);
        server.answer(Reply.filled(1L << 40));
        HttpResponse response =
                builder().maxResponseLength(0).responseTimeoutMillis(0).build().execute(get());
        Conditions.await("it is sent again", () -> server.requests().size() == 2);
        response.abort();
    }

    @Test
    void a_request_waits_for_its_token_without_a_connection() {
        CompletableFuture<Authorization> late = new CompletableFuture<>();
        authorizer.authorizations = hop -> late;
        HttpResponse response = builder().build().execute(get());
        assertThat(server.connections()).isZero();
        late.complete(Authorization.bearer("late"));
        assertThat(status(response)).isEqualTo(200);
        assertThat(authorizations()).containsExactly("Bearer late");
    }

    @Test
    void a_request_that_is_dropped_waits_no_more_for_its_token() {
        CompletableFuture<Authorization> never = new CompletableFuture<>();
        authorizer.authorizations = hop -> never;
        HttpResponse response = builder().build().execute(get());
        response.abort();
        assertThat(never).isCancelled();
        assertThatThrownBy(() -> response.aggregate().join()).isInstanceOf(Exception.class);

        CompletableFuture<Authorization> neither = new CompletableFuture<>();
        authorizer.authorizations = hop -> neither;
        HttpRequestWriter request = HttpRequest.streaming(RequestHeaders.of(HttpMethod.POST, url()));
        HttpResponse ofRequest = builder().build().execute(request);
        request.abort();
        assertThat(neither).isCancelled();
        assertThatThrownBy(() -> ofRequest.aggregate().join()).isInstanceOf(CompletionException.class);
        assertThat(server.connections()).isZero();
    }

    @Test
    void a_wait_ends_before_the_response_timeout() {
        assertThat(status(builder().responseTimeoutMillis(10_000).build().execute(get())))
                .isEqualTo(200);
        assertThat(status(builder().responseTimeoutMillis(500).build().execute(get())))
                .isEqualTo(200);
        assertThat(status(builder().responseTimeoutMillis(0).build().execute(get())))
                .isEqualTo(200);
        assertThat(authorizer.timeouts)
                .containsExactly(Duration.ofMillis(9_900), Duration.ofMillis(450), Duration.ZERO);
    }

    @Test
    void t10_an_own_authorization_is_left_alone_wherever_it_comes_from() {
        HttpRequest own =
                HttpRequest.of(RequestHeaders.of(HttpMethod.GET, url(), HttpHeaderNames.AUTHORIZATION, "Mine request"));
        assertThat(status(builder().build().execute(own))).isEqualTo(200);
        assertThat(status(builder()
                        .addHeader(HttpHeaderNames.AUTHORIZATION, "Mine default")
                        .build()
                        .execute(get())))
                .isEqualTo(200);
        assertThat(status(builder()
                        .decorator((next, context, request) -> {
                            context.setAdditionalRequestHeader(HttpHeaderNames.AUTHORIZATION, "Mine context");
                            return next.execute(context, request);
                        })
                        .build()
                        .execute(get())))
                .isEqualTo(200);
        assertThat(authorizations()).containsExactly("Mine request", "Mine default", "Mine context");
    }

    @Test
    void each_try_of_a_retry_is_decided_by_itself_and_knows_where_the_request_began() {
        server.answer(Reply.status(503));
        WebClient client = builder()
                .decorator(RetryingClient.newDecorator(RetryRule.onServerErrorStatus(), 3))
                .build();
        assertThat(status(client.execute(get()))).isEqualTo(503);
        assertThat(authorizations()).hasSize(3).containsOnly("Bearer token");
        assertThat(authorizer.hops).hasSize(3).allSatisfy(hop -> assertThat(hop.started())
                .isEqualTo(hop.target()));
        assertThat(authorizer.timeouts).as("one request").hasSize(1);
    }

    @Test
    void t78_of_several_the_outermost_decides() {
        FakeAuthorizer outer = new FakeAuthorizer(server.port());
        outer.authorizations = hop -> CompletableFuture.completedFuture(Authorization.none());
        FakeAuthorizer stranger = new FakeAuthorizer(0);
        FakeAuthorizer fromAfar = new FakeAuthorizer(0);
        fromAfar.knownHost = "afar.test";
        for (FakeAuthorizer first : List.of(outer, stranger, fromAfar)) {
            WebClient client =
                    builder().decorator(SafeconductArmeria.newDecorator(first)).build();
            assertThat(status(client.execute(get()))).isEqualTo(200);
        }
        assertThat(authorizations()).containsExactly("", "", "");
        assertThat(authorizer.hops).isEmpty();
    }

    @Test
    void what_goes_to_a_host_without_a_server_is_not_looked_at() {
        authorizer.knownHost = "other.test";
        for (boolean isOfProgram : List.of(false, true)) {
            WebClient client = WebClient.builder()
                    .decorator(next -> new AuthorizingClient(next, authorizer, isOfProgram))
                    .build();
            assertThat(status(client.execute(get()))).isEqualTo(200);
        }
        assertThat(authorizations()).containsExactly("", "");
        assertThat(authorizer.hosts).isEmpty();
    }

    @Test
    void what_the_agent_decorates_is_what_sends_requests_and_nothing_else() {
        HttpClient own = (context, request) -> HttpResponse.of(204);
        assertThat(SafeconductArmeria.decorate(own, authorizer)).isSameAs(own);
    }

    private WebClientBuilder builder() {
        return WebClient.builder().decorator(SafeconductArmeria.newDecorator(authorizer));
    }

    /** In HTTP/1.1: the server speaks nothing else. */
    private String url() {
        return server.origin().replace("http://", "h1c://") + "/x?y=z";
    }

    private HttpRequest get() {
        return HttpRequest.of(RequestHeaders.of(HttpMethod.GET, url()));
    }

    private static int status(HttpResponse response) {
        return response.aggregate().join().status().code();
    }

    private List<String> authorizations() {
        return server.requests().stream()
                .map(request -> request.header("Authorization"))
                .map(value -> value == null ? "" : value)
                .toList();
    }
}
