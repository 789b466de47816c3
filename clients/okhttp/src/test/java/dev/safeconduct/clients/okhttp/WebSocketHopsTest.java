package dev.safeconduct.clients.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.oauth.Authorization;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Handshakes that the server does not complete; those that it does are in the integration tests. */
@Timeout(60)
class WebSocketHopsTest {

    private final FakePort server = FakePort.answers(200, "no WebSocket");
    private final FakePort refusing = FakePort.answers(401, "no");
    private final FakeAuthorizer authorizer = new FakeAuthorizer(server.port());

    @AfterEach
    void close() {
        server.close();
        refusing.close();
    }

    @Test
    void the_handshake_of_a_websocket_has_the_token_and_the_program_does_not_see_it() throws Exception {
        Response response = handshake(new OkHttpClient.Builder(), authorizer, server.request());
        assertThat(response.code()).isEqualTo(200);
        assertThat(authorizer.hops).singleElement().satisfies(hop -> assertThat(hop.isOccupied())
                .isFalse());
        assertThat(authorizer.responses).containsExactly("200 true");
        assertThat(server.authorizations()).containsExactly("Bearer token");
        assertThat(List.of(response.request(), response.networkResponse().request()))
                .allMatch(request -> request.header("Authorization") == null);
    }

    @Test
    void a_refused_handshake_is_made_again_with_what_is_decided_then() throws Exception {
        FakeAuthorizer of401 = new FakeAuthorizer(refusing.port());
        of401.again = CompletableFuture.completedFuture(true);
        List<String> tokens = new ArrayList<>(List.of("old", "new"));
        of401.authorizations = hop -> CompletableFuture.completedFuture(Authorization.bearer(tokens.remove(0)));
        Response response = handshake(new OkHttpClient.Builder(), of401, refusing.request());
        assertThat(response.code()).isEqualTo(401);
        assertThat(response.priorResponse().request().header("Authorization")).isNull();
        assertThat(refusing.authorizations()).containsExactly("Bearer old", "Bearer new");
    }

    @Test
    void each_redirect_of_a_handshake_is_decided_for_itself() throws Exception {
        try (FakePort first = FakePort.redirectsTo(server.url())) {
            handshake(new OkHttpClient.Builder(), authorizer, first.request());
            assertThat(first.authorizations()).containsExactly("-");
            assertThat(authorizer.hops)
                    .singleElement()
                    .satisfies(hop -> assertThat(hop.started().port()).isEqualTo(first.port()));
        }
        assertThat(server.authorizations()).containsExactly("Bearer token");
    }

    @Test
    void a_proxy_that_reads_a_handshake_sees_no_token() throws Exception {
        FakeAuthorizer behind = new FakeAuthorizer(1);
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .proxy(new Proxy(
                        Proxy.Type.HTTP, new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port())));
        handshake(
                builder,
                behind,
                new Request.Builder().url("http://behind.test:1/").build());
        assertThat(behind.hops).last().satisfies(hop -> assertThat(hop.isOccupied())
                .isTrue());
        assertThat(server.authorizations()).containsExactly("-");
    }

    /** Each attempt goes through the same list. */
    @Test
    void a_call_that_the_program_repeats_has_one_interceptor_of_hops() throws Exception {
        OkHttpClient.Builder builder = new OkHttpClient.Builder().addInterceptor(chain -> {
            chain.proceed(chain.request()).close();
            return chain.proceed(chain.request());
        });
        handshake(builder, authorizer, server.request());
        assertThat(authorizer.hops).hasSize(2);
        assertThat(server.authorizations()).containsExactly("Bearer token", "Bearer token");
    }

    /** Its redirects cannot be seen, so a token could go anywhere. */
    @Test
    void a_chain_of_another_form_is_left_alone() {
        Object chain = java.lang.reflect.Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Interceptor.Chain.class},
                (proxy, method, arguments) -> null);
        assertThat(WebSocketHops.areSeen((Interceptor.Chain) chain, new FakeAuthorizer(0)))
                .isFalse();
    }

    private static Response handshake(OkHttpClient.Builder builder, FakeAuthorizer authorizer, Request request)
            throws Exception {
        CompletableFuture<Response> ended = new CompletableFuture<>();
        SafeconductOkHttp.install(builder, authorizer);
        builder.build().newWebSocket(request, new WebSocketListener() {
            @Override
            public void onFailure(WebSocket socket, Throwable failure, Response response) {
                if (response == null) {
                    ended.completeExceptionally(failure);
                } else {
                    ended.complete(response);
                }
            }
        });
        return ended.get(30, TimeUnit.SECONDS);
    }
}
