package dev.safeconduct.clients.ktor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.request.Destination;
import dev.safeconduct.client.request.Hop;
import dev.safeconduct.client.request.RequestAuthorizer;
import dev.safeconduct.client.request.RequestExchange;
import dev.safeconduct.testkit.client.Conditions;
import io.ktor.client.HttpClient;
import io.ktor.client.HttpClientConfig;
import io.ktor.client.engine.HttpClientEngineBase;
import io.ktor.client.engine.HttpClientEngineConfig;
import io.ktor.client.engine.UtilsKt;
import io.ktor.client.request.HttpRequestBuilder;
import io.ktor.client.request.HttpRequestData;
import io.ktor.client.request.HttpRequestKt;
import io.ktor.client.request.HttpResponseData;
import io.ktor.client.statement.HttpResponse;
import io.ktor.client.statement.HttpStatement;
import io.ktor.http.HeadersKt;
import io.ktor.http.HttpProtocolVersion;
import io.ktor.http.HttpStatusCode;
import io.ktor.util.date.DateJvmKt;
import io.ktor.utils.io.ByteReadChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.CoroutineContext;
import kotlin.coroutines.EmptyCoroutineContext;
import kotlinx.coroutines.BuildersKt;
import kotlinx.coroutines.CoroutineDispatcher;
import kotlinx.coroutines.CoroutineStart;
import kotlinx.coroutines.Dispatchers;
import kotlinx.coroutines.GlobalScope;
import kotlinx.coroutines.Job;
import kotlinx.coroutines.JobKt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AuthorizedRequestTest {

    private final RecordingEngine engine = new RecordingEngine();
    private final OneServer server = new OneServer();
    private final HttpClient client =
            new HttpClient(SafeconductKtor.engine(engine, server), new HttpClientConfig<HttpClientEngineConfig>());

    @Test
    void refused_send_ends_and_the_call_ends_with_the_response() throws Exception {
        engine.statuses.addAll(List.of(401, 200));
        assertThat(send("https://api.example.com/a").getStatus().getValue()).isEqualTo(200);
        assertThat(engine.requests)
                .extracting(request -> request.getHeaders().get("Authorization"))
                .containsExactly("Bearer 1", "Bearer 2");
        assertThat(engine.jobs.get(0).isCancelled()).isTrue();
        Conditions.await(
                "the job of the resend has ended", () -> engine.jobs.get(1).isCompleted());
        assertThat(engine.jobs.get(1).isCancelled()).isFalse();
        Conditions.await(
                "the request has ended",
                () -> engine.requests.get(0).getExecutionContext().isCompleted());
    }

    @Test
    void request_to_another_server_is_passed_on_as_it_is() throws Exception {
        engine.statuses.add(401);
        assertThat(send("https://other.example.com/a").getStatus().getValue()).isEqualTo(401);
        assertThat(engine.requests).singleElement().satisfies(request -> assertThat(
                        request.getHeaders().contains("Authorization"))
                .isFalse());
    }

    @Test
    void t71_where_a_request_began_is_known_though_no_server_is_there() throws Exception {
        engine.statuses.addAll(List.of(302, 200));
        engine.location = "https://api.example.com/a";
        assertThat(send("https://other.example.com/a").getStatus().getValue()).isEqualTo(200);
        assertThat(server.hops).singleElement().satisfies(hop -> {
            assertThat(hop.target().host()).isEqualTo("api.example.com");
            assertThat(hop.started().host()).isEqualTo("other.example.com");
        });
    }

    @Test
    void what_the_engine_throws_is_the_programs() {
        assertThatThrownBy(() -> send("https://api.example.com/a")).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(server.failures).isEmpty();
    }

    @Test
    void cancellation_ends_what_is_waited_for() throws Exception {
        CompletableFuture<Authorization> open = new CompletableFuture<>();
        server.open = open;
        HttpRequestBuilder request = request("https://api.example.com/a");
        Job job = BuildersKt.launch(
                GlobalScope.INSTANCE,
                EmptyCoroutineContext.INSTANCE,
                CoroutineStart.DEFAULT,
                (scope, end) -> new HttpStatement(request, client).execute(as(end)));
        assertThat(server.asked.await(10, TimeUnit.SECONDS)).isTrue();
        job.cancel(null);
        Conditions.await("the wait is canceled", open::isCancelled);
        assertThat(engine.requests).isEmpty();
    }

    @Test
    void internal_error_leaves_the_request_as_it_is() throws Exception {
        engine.broken = true;
        engine.statuses.add(200);
        assertThat(send("https://api.example.com/a").getStatus().getValue()).isEqualTo(200);
        assertThat(engine.requests).singleElement().satisfies(request -> assertThat(
                        request.getHeaders().contains("Authorization"))
                .isFalse());
        assertThat(server.failures).hasSize(1);
    }

    private HttpResponse send(String url) throws InterruptedException {
        HttpRequestBuilder request = request(url);
        return BuildersKt.runBlocking(
                EmptyCoroutineContext.INSTANCE, (scope, end) -> new HttpStatement(request, client).execute(as(end)));
    }

    private static HttpRequestBuilder request(String url) {
        HttpRequestBuilder request = new HttpRequestBuilder();
        HttpRequestKt.url(request, url);
        return request;
    }

    @SuppressWarnings("unchecked")
    private static Continuation<HttpResponse> as(Continuation<?> end) {
        return (Continuation<HttpResponse>) end;
    }

    /** Answers with one status after the other. */
    private static final class RecordingEngine extends HttpClientEngineBase {

        final List<Integer> statuses = new ArrayList<>();
        final List<HttpRequestData> requests = new ArrayList<>();
        final List<Job> jobs = new ArrayList<>();
        String location = "";
        boolean broken;

        RecordingEngine() {
            super("recording");
        }

        @Override
        public HttpClientEngineConfig getConfig() {
            if (broken) {
                throw new IllegalStateException("broken");
            }
            return new HttpClientEngineConfig();
        }

        @Override
        public CoroutineDispatcher getDispatcher() {
            return Dispatchers.getDefault();
        }

        @Override
        public Object execute(HttpRequestData request, Continuation<? super HttpResponseData> caller) {
            int status = statuses.remove(0);
            CoroutineContext call = (CoroutineContext) UtilsKt.callContext(contextOf(caller));
            requests.add(request);
            jobs.add(JobKt.getJob(call));
            return new HttpResponseData(
                    HttpStatusCode.Companion.fromValue(status),
                    DateJvmKt.GMTDate(null),
                    HeadersKt.headersOf("Location", location),
                    HttpProtocolVersion.Companion.getHTTP_1_1(),
                    ByteReadChannel.Companion.getEmpty(),
                    call);
        }

        @SuppressWarnings("unchecked")
        private static Continuation<? super CoroutineContext> contextOf(Continuation<?> caller) {
            return (Continuation<CoroutineContext>) caller;
        }
    }

    /** Is {@code api.example.com}, and gives each send another token. */
    private static final class OneServer implements RequestAuthorizer, Destination, RequestExchange {

        final CountDownLatch asked = new CountDownLatch(1);
        final List<Hop> hops = new ArrayList<>();
        final List<Throwable> failures = new ArrayList<>();

        @Nullable CompletableFuture<Authorization> open;

        private int sends;

        @Override
        public @Nullable Destination destination(
                @Nullable String scheme, @Nullable String host, int port, @Nullable String rawPath) {
            return "api.example.com".equals(host) ? this : null;
        }

        @Override
        public boolean knowsHost(String host) {
            return host.equals("api.example.com");
        }

        @Override
        public void failed(Throwable cause) {
            failures.add(cause);
        }

        @Override
        public RequestExchange begin(Duration timeout) {
            return this;
        }

        @Override
        public CompletableFuture<Authorization> before(@Nullable Destination destination, Hop hop) {
            hops.add(hop);
            asked.countDown();
            return open != null ? open : CompletableFuture.completedFuture(Authorization.bearer("" + ++sends));
        }

        @Override
        public CompletableFuture<Boolean> after(int status, Function<String, List<String>> fields, boolean repeatable) {
            return CompletableFuture.completedFuture(status == 401);
        }
    }
}
