package dev.safeconduct.clients.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.request.Hop;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CallTest {

    private final FakePort server = FakePort.answers(200, "ok");
    private final FakePort refusing = FakePort.answers(401, "no");
    private final FakeAuthorizer authorizer = new FakeAuthorizer(server.port());

    @AfterEach
    void close() {
        server.close();
        refusing.close();
    }

    @Test
    void the_token_is_on_the_wire_and_in_no_request_that_the_program_sees() throws IOException {
        List<Request> seen = new ArrayList<>();
        OkHttpClient.Builder builder = new OkHttpClient.Builder().addNetworkInterceptor(chain -> {
            Response response = chain.proceed(chain.request());
            seen.add(chain.request());
            seen.add(response.request());
            return response;
        });
        Request request = server.request();
        try (Response response = installed(builder, authorizer).newCall(request).execute()) {
            assertThat(response.request()).isSameAs(request);
            seen.add(response.networkResponse().request());
        }
        assertThat(seen).hasSize(3).allMatch(each -> each.header("Authorization") == null);
        assertThat(seen.toString()).doesNotContain("token");
        assertThat(server.authorizations()).containsExactly("Bearer token");
    }

    @Test
    void the_first_hop_is_decided_once_and_knows_where_the_call_began() throws IOException {
        get(authorizer, server);
        Hop hop = authorizer.hops.get(0);
        assertThat(authorizer.hops).hasSize(1);
        assertThat(hop.started()).isEqualTo(hop.target());
        assertThat(hop.hostFields()).isEmpty();
        assertThat(hop.isOccupied()).isFalse();
        assertThat(authorizer.responses).containsExactly("200 true");
    }

    /** A server closes what is idle, and a place in the pool is dear. */
    @Test
    void the_first_hop_waits_for_its_token_before_it_connects() throws IOException {
        List<String> events = new ArrayList<>();
        OkHttpClient.Builder builder = new OkHttpClient.Builder().eventListener(new EventListener() {
            @Override
            public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
                events.add("connect");
            }
        });
        authorizer.authorizations = hop -> {
            events.add("token");
            return CompletableFuture.completedFuture(Authorization.none());
        };
        installed(builder, authorizer).newCall(server.request()).execute().close();
        assertThat(events).containsExactly("token", "connect");
    }

    @Test
    void a_call_to_an_unknown_host_is_left_as_it_is() throws IOException {
        authorizer.knownHost = "other.test";
        get(authorizer, server);
        assertThat(authorizer.hops).isEmpty();
        assertThat(server.authorizations()).containsExactly("-");
    }

    /** Whatever is decided: it is asked for, so that it is said. */
    @Test
    void a_call_that_began_at_an_unknown_host_gets_no_token_where_it_is_redirected_to() throws IOException {
        authorizer.knownHost = "127.0.0.1";
        try (FakePort away = FakePort.redirectsTo(server.url())) {
            Request request = new Request.Builder()
                    .url("http://localhost:" + away.port() + "/")
                    .build();
            installed(new OkHttpClient.Builder(), authorizer)
                    .newCall(request)
                    .execute()
                    .close();
        }
        assertThat(server.authorizations()).containsExactly("-");
        assertThat(authorizer.hops).singleElement().satisfies(hop -> {
            assertThat(hop.target().port()).isEqualTo(server.port());
            assertThat(hop.started().host()).isEqualTo("localhost");
        });
    }

    @Test
    void a_proxy_that_reads_the_request_sees_no_token() throws IOException {
        FakeAuthorizer behind = new FakeAuthorizer(1);
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .proxy(new Proxy(
                        Proxy.Type.HTTP, new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port())));
        Request request = new Request.Builder().url("http://behind.test:1/").build();
        installed(builder, behind).newCall(request).execute().close();
        assertThat(behind.hops).last().satisfies(hop -> assertThat(hop.isOccupied())
                .isTrue());
        assertThat(server.authorizations()).containsExactly("-");
    }

    @Test
    void a_host_field_of_a_network_interceptor_is_seen() throws IOException {
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .addNetworkInterceptor(chain -> chain.proceed(
                        chain.request().newBuilder().header("Host", "evil.test").build()));
        installed(builder, authorizer).newCall(server.request()).execute().close();
        assertThat(authorizer.hops).hasSize(2).last().satisfies(hop -> assertThat(hop.hostFields())
                .containsExactly("evil.test"));
    }

    @Test
    void a_redirect_tells_where_the_call_began() throws IOException {
        try (FakePort first = FakePort.redirectsTo(server.url())) {
            get(authorizer, first);
            assertThat(first.authorizations()).containsExactly("-");
            assertThat(authorizer.hops).singleElement().satisfies(hop -> {
                assertThat(hop.started().port()).isEqualTo(first.port());
                assertThat(hop.target().port()).isEqualTo(server.port());
            });
        }
        assertThat(server.authorizations()).containsExactly("Bearer token");
    }

    @Test
    void the_shorter_of_the_timeouts_bounds_a_wait() throws IOException {
        OkHttpClient.Builder builder =
                new OkHttpClient.Builder().readTimeout(3, TimeUnit.SECONDS).callTimeout(2, TimeUnit.SECONDS);
        installed(builder, authorizer).newCall(server.request()).execute().close();
        installed(builder.callTimeout(0, TimeUnit.SECONDS), authorizer)
                .newCall(server.request())
                .execute()
                .close();
        installed(builder.readTimeout(0, TimeUnit.SECONDS), authorizer)
                .newCall(server.request())
                .execute()
                .close();
        assertThat(authorizer.timeouts).containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ZERO);
    }

    @Test
    void a_call_that_is_canceled_waits_no_more_for_its_token() {
        CompletableFuture<Authorization> never = new CompletableFuture<>();
        Call call = installed(new OkHttpClient.Builder(), authorizer).newCall(server.request());
        authorizer.authorizations = hop -> {
            call.cancel();
            return never;
        };
        assertThatThrownBy(call::execute).isInstanceOf(IOException.class).hasMessage("Canceled");
        assertThat(never).isCancelled();
        assertThat(server.authorizations()).isEmpty();
    }

    @Test
    void a_call_that_is_canceled_waits_no_more_at_a_401() {
        FakeAuthorizer of401 = new FakeAuthorizer(refusing.port());
        of401.again = new CompletableFuture<>();
        OkHttpClient.Builder builder = new OkHttpClient.Builder();
        Call[] call = new Call[1];
        builder.addNetworkInterceptor(chain -> {
            Response response = chain.proceed(chain.request());
            call[0].cancel();
            return response;
        });
        call[0] = installed(builder, of401).newCall(refusing.request());
        CompletableFuture<Boolean> waited = of401.again;
        assertThatThrownBy(call[0]::execute).isInstanceOf(IOException.class).hasMessage("Canceled");
        assertThat(waited).isCancelled();
    }

    @Test
    void an_interrupt_ends_the_wait_as_it_ends_a_read() {
        CompletableFuture<Authorization> never = new CompletableFuture<>();
        authorizer.authorizations = hop -> {
            Thread.currentThread().interrupt();
            return never;
        };
        Call call = installed(new OkHttpClient.Builder(), authorizer).newCall(server.request());
        assertThatThrownBy(call::execute).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(never).isCancelled();
    }

    @Test
    void a_401_leads_to_a_resend_with_what_is_decided_then() throws IOException {
        FakeAuthorizer of401 = new FakeAuthorizer(refusing.port());
        of401.again = CompletableFuture.completedFuture(true);
        List<String> tokens = new ArrayList<>(List.of("old", "new"));
        of401.authorizations = hop -> CompletableFuture.completedFuture(Authorization.bearer(tokens.remove(0)));
        get(of401, refusing);
        assertThat(refusing.authorizations()).containsExactly("Bearer old", "Bearer new");
    }

    @Test
    void a_401_of_a_call_within_another_does_not_take_the_resend_of_that() throws IOException {
        FakeAuthorizer of401 = new FakeAuthorizer(refusing.port());
        of401.knownHost = "127.0.0.1";
        of401.again = CompletableFuture.completedFuture(true);
        OkHttpClient[] client = new OkHttpClient[1];
        try (FakePort other = FakePort.answers(401, "no")) {
            Request inner = new Request.Builder()
                    .url("http://localhost:" + other.port() + "/")
                    .build();
            OkHttpClient.Builder builder = new OkHttpClient.Builder().addNetworkInterceptor(chain -> {
                Response response = chain.proceed(chain.request());
                if (chain.request().url().port() == refusing.port()) {
                    client[0].newCall(inner).execute().close();
                }
                return response;
            });
            client[0] = installed(builder, of401);
            client[0].newCall(refusing.request()).execute().close();
            assertThat(other.authorizations()).containsExactly("-", "-");
        }
        assertThat(refusing.authorizations()).containsExactly("Bearer token", "Bearer token");
    }

    @Test
    void a_hop_that_an_interceptor_lets_go_on_in_another_thread_has_its_token() throws IOException {
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .addNetworkInterceptor(chain -> CompletableFuture.supplyAsync(() -> {
                            try {
                                return chain.proceed(chain.request());
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        })
                        .join());
        installed(builder, authorizer).newCall(server.request()).execute().close();
        assertThat(server.authorizations()).containsExactly("Bearer token");
    }

    @Test
    void a_decision_that_fails_leaves_the_request_as_it_is() throws IOException {
        authorizer.authorizations = hop -> {
            throw new IllegalStateException("internal error");
        };
        get(authorizer, server);
        authorizer.authorizations = hop -> CompletableFuture.failedFuture(new IllegalStateException());
        get(authorizer, server);
        assertThat(server.authorizations()).containsExactly("-", "-");
    }

    private static void get(FakeAuthorizer authorizer, FakePort port) throws IOException {
        installed(new OkHttpClient.Builder(), authorizer)
                .newCall(port.request())
                .execute()
                .close();
    }

    private static OkHttpClient installed(OkHttpClient.Builder builder, FakeAuthorizer authorizer) {
        SafeconductOkHttp.install(builder, authorizer);
        return builder.build();
    }
}
