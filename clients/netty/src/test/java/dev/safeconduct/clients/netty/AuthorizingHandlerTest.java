package dev.safeconduct.clients.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.request.Origin;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLException;
import moved.org.asynchttpclient.netty.NettyResponseFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What goes over the wire, in what order, and what the client sees of it; without a network. */
@SuppressWarnings("FutureReturnValueIgnored") // what a write leads to is looked at on the wire
class AuthorizingHandlerTest {

    private static final String REFUSED = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 6\r\n\r\ndenied";
    private static final String SERVED = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final FakeAuthorizer session = new FakeAuthorizer();
    private final EmbeddedChannel channel = connected("api.test");
    private final List<ByteBuf> written = new ArrayList<>();

    private EmbeddedChannel connected(String host) {
        EmbeddedChannel connected = new EmbeddedChannel(new HttpClientCodec()) {
            @Override
            protected SocketAddress remoteAddress0() {
                return InetSocketAddress.createUnresolved(host, 8080);
            }
        };
        SafeconductNetty.install(connected.pipeline(), session);
        return connected;
    }

    @AfterEach
    void nothing_is_leaked() {
        channel.finishAndReleaseAll();
        assertThat(written).allMatch(buffer -> buffer.refCnt() == 0);
    }

    @Test
    void a_request_is_held_until_its_token_is_there() {
        session.authorization = new CompletableFuture<>();
        write(post("hello"));
        assertThat(wire()).isEmpty();
        assertThat(channel.isWritable()).isFalse();
        session.authorization.complete(Authorization.bearer("late"));
        channel.runPendingTasks();
        assertThat(wire()).contains("Authorization: Bearer late\r\n").endsWith("\r\n\r\nhello");
        assertThat(channel.isWritable()).isTrue();
        assertThat(session.hops.get(0).target().host()).isEqualTo("api.test");
    }

    @Test
    void t04_the_clients_own_request_stays_as_it_is() {
        DefaultFullHttpRequest request = post("hello");
        write(request);
        assertThat(wire()).contains("Authorization: Bearer first");
        assertThat(request.headers().contains("Authorization")).isFalse();
    }

    @Test
    void a_refusal_is_answered_on_the_same_connection_and_never_seen() {
        CompletableFuture<Boolean> again = new CompletableFuture<>();
        session.again = again;
        write(head(5));
        write(new DefaultHttpContent(buffer("he")));
        write(new DefaultLastHttpContent(buffer("llo")));
        wire();
        read(REFUSED);
        assertThat(seen()).isEmpty();
        session.authorization = CompletableFuture.completedFuture(Authorization.bearer("second"));
        session.again = CompletableFuture.completedFuture(false);
        again.complete(true);
        channel.runPendingTasks();
        assertThat(wire()).contains("Authorization: Bearer second\r\n").endsWith("\r\n\r\nhello");
        read(SERVED);
        assertThat(seen()).containsExactly("200", "ok");
        assertThat(session.responses).containsExactly("401 true", "200 true");
    }

    @Test
    void a_refusal_that_leads_to_nothing_is_handed_back_whole() {
        CompletableFuture<Boolean> again = new CompletableFuture<>();
        session.again = again;
        write(post("hello"));
        wire();
        read(REFUSED);
        again.complete(false);
        channel.runPendingTasks();
        assertThat(seen()).containsExactly("401", "denied");
    }

    @Test
    void a_refusal_that_is_too_long_to_be_held_is_handed_back_as_it_comes() {
        session.again = new CompletableFuture<>();
        write(post("hello"));
        wire();
        read("HTTP/1.1 401 Unauthorized\r\nContent-Length: 200000\r\n\r\n" + "x".repeat(64 * 1024));
        assertThat(seen()).isEmpty();
        read("x".repeat(10_000));
        assertThat(seen()).startsWith("401");
        assertThat(session.again).isCancelled();
        assertThat(wire()).isEmpty();
    }

    @Test
    void t55_a_refusal_on_a_connection_that_ends_is_the_clients() {
        session.again = CompletableFuture.completedFuture(true);
        write(post("hello"));
        wire();
        read("HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        assertThat(seen()).containsExactly("401");
        assertThat(session.responses).containsExactly("401 false");
    }

    @Test
    void t98_a_body_of_more_than_64_kib_is_not_repeatable() {
        session.again = CompletableFuture.completedFuture(true);
        write(post("x".repeat(64 * 1024 + 1)));
        wire();
        read(REFUSED);
        assertThat(session.responses).containsExactly("401 false");
        assertThat(seen()).containsExactly("401", "denied");
    }

    @Test
    void one_request_of_ours_is_in_flight_at_a_time() {
        write(post("one"));
        write(post("two"));
        assertThat(wire()).endsWith("\r\n\r\none");
        read(SERVED);
        assertThat(wire()).endsWith("\r\n\r\ntwo");
        read(SERVED);
        assertThat(seen()).containsExactly("200", "ok", "200", "ok");
    }

    @Test
    void requests_to_other_servers_are_pipelined_as_ever() {
        write(get("/other"));
        write(get("/other"));
        assertThat(wire().split("GET /other", -1)).hasSize(3);
        write(get(FakeAuthorizer.OURS));
        assertThat(wire()).isEmpty();
        read(SERVED);
        assertThat(wire()).isEmpty();
        read(SERVED);
        assertThat(wire()).contains("GET /mcp").contains("Bearer first");
    }

    @Test
    void a_closed_connection_ends_the_wait() {
        session.authorization = new CompletableFuture<>();
        ChannelFuture sent = write(post("hello"));
        channel.close();
        channel.runPendingTasks();
        assertThat(sent.isDone()).isTrue();
        assertThat(sent.cause()).isInstanceOf(java.nio.channels.ClosedChannelException.class);
        assertThat(session.authorization).isCancelled();
    }

    @Test
    void a_connection_that_is_closed_at_a_refusal_leaves_it_to_the_client() {
        session.again = new CompletableFuture<>();
        write(post("hello"));
        wire();
        read(REFUSED);
        channel.close();
        assertThat(seen()).containsExactly("401", "denied");
    }

    @Test
    void a_connection_that_is_closed_after_the_resend_leaves_the_refusal_to_the_client() {
        session.again = CompletableFuture.completedFuture(true);
        write(post("hello"));
        read(REFUSED);
        assertThat(seen()).isEmpty();
        channel.close();
        assertThat(seen()).containsExactly("401", "denied");
    }

    @Test
    void a_request_that_waits_for_100_is_sent_once() {
        session.again = CompletableFuture.completedFuture(true);
        HttpRequest request = head(5);
        request.headers().set("Expect", "100-continue");
        write(request);
        read("HTTP/1.1 100 Continue\r\n\r\n");
        write(new DefaultLastHttpContent(buffer("hello")));
        wire();
        read(REFUSED.replace("401", "403"));
        assertThat(seen()).containsExactly("100", "403", "denied");
        write(head(5));
        read(REFUSED);
        assertThat(session.responses).containsExactly("403 true", "401 false");
    }

    @Test
    void a_handshake_of_a_web_socket_has_a_token_and_what_follows_is_not_looked_at() {
        HttpRequest request = get(FakeAuthorizer.OURS);
        request.headers().set("Upgrade", "websocket").set("Connection", "upgrade");
        write(request);
        assertThat(wire()).contains("Bearer first");
        read("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n");
        assertThat(seen()).containsExactly("101");
        assertThat(channel.pipeline().get(AuthorizingHandler.class)).isNull();
    }

    @Test
    void t10_a_header_of_the_clients_is_left_alone() {
        HttpRequest request = get(FakeAuthorizer.OURS);
        request.headers().set("Authorization", "Mine");
        write(request);
        assertThat(wire()).contains("Authorization: Mine\r\n").doesNotContain("Bearer");
        assertThat(session.hops).singleElement().satisfies(hop -> assertThat(hop.isOccupied())
                .isTrue());
    }

    @Test
    void t14_what_a_proxy_reads_has_no_token() {
        write(get("http://api.test:8080/mcp"));
        assertThat(wire()).doesNotContain("Authorization");
        assertThat(session.hops).isEmpty();
    }

    @Test
    void what_goes_to_a_host_without_a_server_is_not_looked_at() {
        session.knownHost = "other.test";
        for (int i = 0; i < 2; i++) {
            write(post("hello"));
            assertThat(wire()).endsWith("\r\n\r\nhello").doesNotContain("Authorization");
            read(REFUSED);
            assertThat(seen()).containsExactly("401", "denied");
        }
        assertThat(session.questions).isZero();
    }

    @Test
    void t14_where_a_channel_leads_is_found_out_again_in_a_tunnel() throws SSLException {
        session.knownHost = "far.test";
        write(get(FakeAuthorizer.OURS));
        read(SERVED);
        write(new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.CONNECT, "far.test:443", Unpooled.buffer(1)));
        read("HTTP/1.1 200 OK\r\n\r\n");
        assertThat(wire()).doesNotContain("Authorization");
        channel.pipeline()
                .addFirst(new SslHandler(
                        SslContextBuilder.forClient().build().newEngine(channel.alloc(), "far.test", 443)));
        write(get(FakeAuthorizer.OURS));
        assertThat(session.hops).singleElement().satisfies(hop -> assertThat(hop.target())
                .isEqualTo(new Origin("https", "far.test", 443)));
    }

    /** AsyncHttpClient tells of a hop where it goes, and not by which way it has come. */
    @Test
    void t71_where_a_request_began_is_kept_though_no_server_is_there() {
        session.knownHost = "api.test";
        EmbeddedChannel elsewhere = connected("elsewhere.test");
        NettyResponseFuture request = new NettyResponseFuture();
        for (EmbeddedChannel hop : List.of(elsewhere, channel)) {
            hop.attr(AttributeKey.<Object>valueOf("default")).set(request);
            hop.writeAndFlush(get(FakeAuthorizer.OURS));
        }
        assertThat(session.hops).singleElement().satisfies(hop -> {
            assertThat(hop.target().host()).isEqualTo("api.test");
            assertThat(hop.started().host()).isEqualTo("elsewhere.test");
        });
        elsewhere.finishAndReleaseAll();
    }

    private ChannelFuture write(Object message) {
        if (message instanceof io.netty.buffer.ByteBufHolder holder) {
            written.add(holder.content());
        }
        return channel.writeAndFlush(message);
    }

    private static ByteBuf buffer(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }

    private static HttpRequest get(String uri) {
        return new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, uri, Unpooled.buffer(1));
    }

    private static HttpRequest head(int length) {
        HttpRequest head = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, FakeAuthorizer.OURS);
        head.headers().set("Content-Length", length);
        return head;
    }

    private static DefaultFullHttpRequest post(String body) {
        DefaultFullHttpRequest request =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, FakeAuthorizer.OURS, buffer(body));
        request.headers().set("Content-Length", body.length());
        return request;
    }

    private void read(String response) {
        channel.writeInbound(buffer(response));
    }

    /** What went out since it was asked last. */
    private String wire() {
        StringBuilder all = new StringBuilder();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            all.append(part.toString(StandardCharsets.UTF_8));
            part.release();
        }
        return all.toString();
    }

    /** What the client has seen since it was asked last: statuses and parts of bodies. */
    private List<String> seen() {
        List<String> all = new ArrayList<>();
        for (Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
            if (message instanceof HttpResponse response) {
                all.add(Integer.toString(response.status().code()));
            }
            if (message instanceof io.netty.buffer.ByteBufHolder holder
                    && holder.content().isReadable()) {
                all.add(holder.content().toString(StandardCharsets.UTF_8));
            }
            ReferenceCountUtil.release(message);
        }
        return all;
    }
}
