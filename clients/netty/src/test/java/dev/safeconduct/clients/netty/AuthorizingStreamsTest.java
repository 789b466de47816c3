package dev.safeconduct.clients.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.oauth.Authorization;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client and a server with Netty's own HTTP/2, whose bytes a test carries: what the one sends and the other sees. */
@SuppressWarnings("FutureReturnValueIgnored") // what a write leads to is looked at on the other side
class AuthorizingStreamsTest {

    /** That the server allows at once. */
    private static final int STREAMS = 2;

    private static final CompletableFuture<Boolean> NEVER = CompletableFuture.completedFuture(false);

    private final FakeAuthorizer session = new FakeAuthorizer();

    /** What the server has seen, a line for each frame of a request, and its streams. */
    private final List<String> received = new ArrayList<>();

    private final List<Http2StreamChannel> accepted = new ArrayList<>();

    private final EmbeddedChannel client = new EmbeddedChannel() {
        @Override
        protected SocketAddress remoteAddress0() {
            return InetSocketAddress.createUnresolved("api.test", 8080);
        }
    };
    private final EmbeddedChannel server = new EmbeddedChannel();

    @BeforeEach
    void connect() {
        server.pipeline()
                .addLast(Http2FrameCodecBuilder.forServer()
                        .initialSettings(Http2Settings.defaultSettings().maxConcurrentStreams(STREAMS))
                        .build())
                .addLast(new Http2MultiplexHandler(new ChannelInitializer<Http2StreamChannel>() {
                    @Override
                    protected void initChannel(Http2StreamChannel stream) {
                        accepted.add(stream);
                        stream.pipeline().addLast(new Noting(received));
                    }
                }));
        client.pipeline()
                .addLast(Http2FrameCodecBuilder.forClient().build())
                .addLast(new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()));
        carry();
    }

    @AfterEach
    void close() {
        client.finishAndReleaseAll();
        server.finishAndReleaseAll();
    }

    @Test
    void a_request_is_held_and_has_no_stream_until_its_token_is_there() {
        session.authorization = new CompletableFuture<>();
        Sent sent = post("hello");
        assertThat(received).isEmpty();
        assertThat(sent.channel.stream().id()).isEqualTo(-1);
        assertThat(sent.channel.isWritable()).isTrue();
        session.authorization.complete(Authorization.bearer("late"));
        carry();
        assertThat(received).containsExactly("POST /mcp Bearer late", "hello end");
        assertThat(session.hops.get(0).target().host()).isEqualTo("api.test");
        assertThat(session.hops.get(0).hostFields()).containsExactly("api.test:8080");
    }

    @Test
    void a_large_body_stays_with_the_client_while_its_request_is_held() {
        session.authorization = new CompletableFuture<>();
        assertThat(post("x".repeat(200_000)).channel.isWritable()).isFalse();
    }

    /** The client may have counted none of them, since they had no stream. */
    @Test
    void requests_that_were_held_go_out_as_the_server_allows_streams() {
        List<Sent> all = new ArrayList<>();
        List<CompletableFuture<Authorization>> tokens = new ArrayList<>();
        for (String body : List.of("one", "two", "three")) {
            session.authorization = new CompletableFuture<>();
            tokens.add(session.authorization);
            all.add(post(body));
        }
        for (CompletableFuture<Authorization> token : tokens) {
            token.complete(Authorization.bearer("late"));
            carry();
        }
        assertThat(received).contains("one end", "two end").doesNotContain("three end");
        respond("200", "served");
        assertThat(received).contains("three end");
        assertThat(all.get(1).seen).containsExactly("200", "served end");
        respond("200", "served");
        assertThat(all.get(2).seen).containsExactly("200", "served end");
    }

    @Test
    void t04_the_clients_own_fields_stay_as_they_are() {
        Sent sent = post("hello");
        assertThat(received).startsWith("POST /mcp Bearer first");
        assertThat(sent.fields.contains("authorization")).isFalse();
    }

    @Test
    void a_refusal_is_answered_on_another_stream_and_never_seen() {
        CompletableFuture<Boolean> again = new CompletableFuture<>();
        session.again = again;
        Sent sent = post("hello");
        refuse();
        assertThat(sent.seen).isEmpty();
        assertThat(sent.channel.isActive()).isTrue();
        session.authorization = CompletableFuture.completedFuture(Authorization.bearer("second"));
        session.again = NEVER;
        received.clear();
        again.complete(true);
        carry();
        assertThat(received).containsExactly("POST /mcp Bearer second", "hello end");
        assertThat(accepted).hasSize(2);
        respond("200", "served");
        assertThat(sent.seen).containsExactly("200", "served end");
        assertThat(sent.channel.isOpen()).isFalse();
        assertThat(session.responses).containsExactly("401 true", "200 true");
    }

    @Test
    void trailers_are_sent_again() {
        session.again = CompletableFuture.completedFuture(true);
        Sent sent = open();
        sent.channel.write(new DefaultHttp2HeadersFrame(sent.fields));
        sent.channel.write(new DefaultHttp2DataFrame(buffer("hello")));
        sent.channel.writeAndFlush(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().set("sum", "5"), true));
        carry();
        List<String> first = List.copyOf(received);
        received.clear();
        refuse();
        assertThat(first).containsExactly("POST /mcp Bearer first", "hello", "trailers 5 end");
        assertThat(received).isEqualTo(first);
    }

    @Test
    void a_refusal_that_leads_to_nothing_is_handed_back_whole() {
        CompletableFuture<Boolean> again = new CompletableFuture<>();
        session.again = again;
        Sent sent = post("hello");
        refuse();
        again.complete(false);
        carry();
        assertThat(sent.seen).containsExactly("401", "denied end");
        assertThat(sent.channel.isOpen()).isFalse();
        assertThat(accepted).hasSize(1);
    }

    /** It is longer than the windows are at first. */
    @Test
    void a_refusal_that_is_too_long_to_be_held_is_handed_back_as_it_comes() {
        session.again = new CompletableFuture<>();
        Sent sent = post("hello");
        last().write(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("401")));
        for (int i = 0; i < 30; i++) {
            last().write(new DefaultHttp2DataFrame(buffer("x".repeat(10_000)), i == 29));
        }
        last().flush();
        carry();
        assertThat(String.join("", sent.seen)).isEqualTo("401" + "x".repeat(300_000) + " end");
        assertThat(session.again).isCancelled();
        assertThat(sent.channel.isOpen()).isFalse();
    }

    @Test
    void t98_a_body_of_more_than_64_kib_is_not_repeatable() {
        session.again = CompletableFuture.completedFuture(true);
        Sent sent = post("x".repeat(64 * 1024 + 1));
        refuse();
        assertThat(session.responses).containsExactly("401 false");
        assertThat(sent.seen).containsExactly("401", "denied end");
    }

    @Test
    void a_stream_that_is_reset_leaves_the_refusal_to_the_client() {
        session.again = CompletableFuture.completedFuture(true);
        Sent sent = post("hello");
        refuse();
        assertThat(accepted).hasSize(2);
        assertThat(sent.seen).isEmpty();
        last().writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.REFUSED_STREAM));
        carry();
        assertThat(sent.seen).containsExactly("401", "denied end");
        assertThat(sent.channel.isOpen()).isFalse();
    }

    @Test
    void a_connection_that_takes_no_more_streams_leaves_the_refusal_to_the_client() {
        CompletableFuture<Boolean> again = new CompletableFuture<>();
        session.again = again;
        Sent sent = post("hello");
        refuse();
        server.writeOutbound(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR));
        carry();
        again.complete(true);
        carry();
        assertThat(sent.seen).containsExactly("401", "denied end");
        assertThat(sent.channel.isOpen()).isFalse();
    }

    @Test
    void a_response_that_is_cut_off_is_cut_off_for_the_client() {
        session.again = CompletableFuture.completedFuture(true);
        Sent sent = post("hello");
        refuse();
        session.again = NEVER;
        last().write(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("200")));
        last().writeAndFlush(new DefaultHttp2DataFrame(buffer("half")));
        carry();
        last().writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.INTERNAL_ERROR));
        carry();
        assertThat(sent.seen).containsExactly("200", "half", "reset INTERNAL_ERROR");
        assertThat(sent.channel.isOpen()).isFalse();
    }

    @Test
    void a_connection_that_is_closed_leaves_a_refusal_to_the_client() {
        session.again = new CompletableFuture<>();
        Sent held = post("hello");
        refuse();
        session.again = CompletableFuture.completedFuture(true);
        Sent sentAgain = post("hello");
        refuse();
        client.close();
        client.runPendingTasks();
        assertThat(held.seen).containsExactly("401", "denied end");
        assertThat(sentAgain.seen).containsExactly("401", "denied end");
        assertThat(held.channel.isOpen() || sentAgain.channel.isOpen()).isFalse();
    }

    @Test
    void a_connection_that_is_closed_ends_a_request_that_is_held() {
        CompletableFuture<Authorization> asked = new CompletableFuture<>();
        session.authorization = asked;
        Sent sent = post("hello");
        client.close();
        client.runPendingTasks();
        assertThat(sent.channel.isOpen()).isFalse();
        assertThat(asked).isCancelled();
    }

    @Test
    void a_status_that_is_no_number_is_the_clients_affair() {
        Sent sent = post("hello");
        respond("abc", "x");
        assertThat(sent.seen).containsExactly("abc", "x end");
    }

    @Test
    void a_request_that_the_client_ends_while_it_is_held_never_goes_out() {
        session.authorization = new CompletableFuture<>();
        Sent sent = post("hello");
        CompletableFuture<Authorization> asked = session.authorization;
        sent.channel.close();
        carry();
        assertThat(asked).isCancelled();
        assertThat(received).isEmpty();
    }

    @Test
    void a_request_that_the_client_ends_while_its_refusal_is_held_is_not_sent_again() {
        CompletableFuture<Boolean> again = new CompletableFuture<>();
        session.again = again;
        Sent sent = post("hello");
        refuse();
        sent.channel.close();
        carry();
        assertThat(again).isCancelled();
        assertThat(accepted).hasSize(1);
        assertThat(received).doesNotContain("reset CANCEL");
    }

    @Test
    void a_request_that_the_client_ends_after_it_was_sent_again_is_canceled_at_the_server() {
        session.again = CompletableFuture.completedFuture(true);
        Sent sent = post("hello");
        refuse();
        received.clear();
        sent.channel.close();
        carry();
        assertThat(received).containsExactly("reset CANCEL");
    }

    @Test
    void t10_a_field_of_the_clients_is_left_alone() {
        Sent sent = open();
        sent.fields.set("authorization", "Mine");
        sent.channel.writeAndFlush(new DefaultHttp2HeadersFrame(sent.fields, true));
        carry();
        assertThat(received).containsExactly("POST /mcp Mine end");
        assertThat(session.hops).singleElement().satisfies(hop -> assertThat(hop.isOccupied())
                .isTrue());
    }

    @Test
    void other_requests_and_those_of_another_scheme_are_left_alone() {
        for (String[] other : List.of(new String[] {":path", "/other"}, new String[] {":scheme", "https"})) {
            received.clear();
            Sent sent = open();
            sent.fields.set(other[0], other[1]);
            sent.channel.writeAndFlush(new DefaultHttp2HeadersFrame(sent.fields, true));
            carry();
            refuse();
            assertThat(received).singleElement().asString().doesNotContain("Bearer");
            assertThat(sent.seen).containsExactly("401", "denied end");
        }
        assertThat(session.hops).isEmpty();
    }

    @Test
    void what_goes_to_a_host_without_a_server_is_not_looked_at() {
        session.knownHost = "other.test";
        for (int i = 0; i < 2; i++) {
            received.clear();
            post("hello");
            assertThat(received).hasSize(2).allSatisfy(part -> assertThat(part).doesNotContain("Bearer"));
        }
        assertThat(session.questions).isZero();
    }

    @Test
    void t78_a_program_that_installs_its_own_takes_over_from_the_agent() {
        FakeAuthorizer agent = new FakeAuthorizer();
        agent.authorization = CompletableFuture.completedFuture(Authorization.bearer("of the agent"));
        Http2StreamChannel stream = opened(new Noting(new ArrayList<>()));
        moved.dev.safeconduct.clients.netty.AuthorizingStreams other =
                new moved.dev.safeconduct.clients.netty.AuthorizingStreams();
        client.pipeline().addFirst(other);
        SafeconductNetty.installOnStream(stream, agent);
        assertThat(client.pipeline().get(AuthorizingStreams.class)).isNull();
        SafeconductNetty.install(stream.pipeline(), session);
        assertThat(client.pipeline().get(AuthorizingStreams.class)).isNotNull();
    }

    /** A request of the client's, and what it sees. */
    private record Sent(Http2StreamChannel channel, Http2Headers fields, List<String> seen) {}

    private Sent open() {
        List<String> seen = new ArrayList<>();
        Http2StreamChannel channel = opened(new Noting(seen));
        SafeconductNetty.install(channel.pipeline(), session);
        Http2Headers fields = new DefaultHttp2Headers()
                .method("POST")
                .scheme("http")
                .authority("api.test:8080")
                .path(FakeAuthorizer.OURS);
        return new Sent(channel, fields, seen);
    }

    private Http2StreamChannel opened(Noting handler) {
        Http2StreamChannel channel =
                new Http2StreamChannelBootstrap(client).handler(handler).open().getNow();
        assertThat(channel).isNotNull();
        return channel;
    }

    private Sent post(String body) {
        Sent sent = open();
        sent.channel.write(new DefaultHttp2HeadersFrame(sent.fields));
        sent.channel.writeAndFlush(new DefaultHttp2DataFrame(buffer(body), true));
        carry();
        return sent;
    }

    private Http2StreamChannel last() {
        return accepted.get(accepted.size() - 1);
    }

    private void refuse() {
        respond("401", "denied");
    }

    private void respond(String status, String body) {
        last().write(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status(status)));
        last().writeAndFlush(new DefaultHttp2DataFrame(buffer(body), true));
        carry();
    }

    /** What the two have for each other, until they have nothing more. */
    private void carry() {
        boolean isMore = true;
        while (isMore) {
            client.runPendingTasks();
            server.runPendingTasks();
            isMore = carry(client, server);
            isMore |= carry(server, client);
        }
    }

    private static boolean carry(EmbeddedChannel from, EmbeddedChannel to) {
        boolean isMore = false;
        from.flush();
        for (ByteBuf bytes = from.readOutbound(); bytes != null; bytes = from.readOutbound()) {
            to.writeInbound(bytes);
            isMore = true;
        }
        return isMore;
    }

    private static ByteBuf buffer(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }

    /** A line for each frame. */
    private static final class Noting extends ChannelInboundHandlerAdapter {

        private final List<String> lines;

        Noting(List<String> lines) {
            this.lines = lines;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof Http2HeadersFrame frame) {
                lines.add(fields(frame.headers()) + (frame.isEndStream() ? " end" : ""));
            } else if (message instanceof Http2DataFrame frame) {
                lines.add(frame.content().toString(StandardCharsets.UTF_8) + (frame.isEndStream() ? " end" : ""));
            }
            ReferenceCountUtil.release(message);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof Http2ResetFrame frame) {
                lines.add("reset " + Http2Error.valueOf(frame.errorCode()));
            }
        }

        private static String fields(Http2Headers headers) {
            if (headers.status() != null) {
                return headers.status().toString();
            }
            if (headers.method() == null) {
                return "trailers " + headers.get("sum");
            }
            CharSequence authorization = headers.get("authorization");
            return headers.method() + " " + headers.path() + (authorization == null ? "" : " " + authorization);
        }
    }
}
