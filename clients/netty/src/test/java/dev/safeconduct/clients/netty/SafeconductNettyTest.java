package dev.safeconduct.clients.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpServerCodec;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SafeconductNettyTest {

    private final FakeAuthorizer session = new FakeAuthorizer();
    private final EmbeddedChannel channel = new EmbeddedChannel();

    @Test
    void it_stands_behind_the_codec_once() {
        ChannelHandlerContext codec = add("codec", new HttpClientCodec());
        add("last", new HttpServerCodec());
        SafeconductNetty.install(channel.pipeline(), session);
        SafeconductNetty.install(channel.pipeline(), session);
        SafeconductNetty.installBehind(codec, session);
        assertThat(channel.pipeline().names()).startsWith("codec", "safeconduct", "last");
        assertThat(ours()).isOne();
    }

    @Test
    void other_handlers_are_left_alone() {
        SafeconductNetty.installBehind(add("server", new HttpServerCodec()), session);
        SafeconductNetty.install(channel.pipeline(), session);
        assertThat(ours()).isZero();
    }

    @Test
    void t78_what_the_agent_has_put_there_gives_way_to_the_program() {
        add("codec", new HttpClientCodec());
        add("agents", new moved.dev.safeconduct.clients.netty.AuthorizingHandler());
        SafeconductNetty.install(channel.pipeline(), session);
        assertThat(channel.pipeline().names())
                .startsWith("codec", "safeconduct")
                .doesNotContain("agents");
    }

    @Test
    void t78_the_agent_leaves_a_channel_of_the_program_alone() {
        add("programs", new moved.dev.safeconduct.clients.netty.AuthorizingHandler());
        SafeconductNetty.installBehind(add("codec", new HttpClientCodec()), session);
        assertThat(ours()).isOne();
        assertThat(channel.pipeline().names()).startsWith("programs", "codec");
    }

    @Test
    void t78_the_agent_leaves_armeria_to_its_own_adapter() {
        add("session", new com.linecorp.armeria.client.HttpSessionHandler());
        SafeconductNetty.installBehind(add("codec", new HttpClientCodec()), session);
        assertThat(ours()).isZero();
    }

    @Test
    void a_codec_that_is_made_again_in_a_tunnel_has_it_behind_it() {
        SafeconductNetty.installBehind(add("codec", new HttpClientCodec()), session);
        channel.pipeline().remove("codec");
        SafeconductNetty.installBehind(add("second", new HttpClientCodec()), session);
        assertThat(channel.pipeline().names()).startsWith("second", "safeconduct");
        assertThat(ours()).isOne();
    }

    @Test
    void it_follows_a_codec_that_the_client_makes_again_without_the_agent() {
        add("codec", new HttpClientCodec());
        SafeconductNetty.install(channel.pipeline(), session);
        channel.pipeline().remove("codec");
        add("second", new HttpClientCodec());
        channel.writeInbound(Unpooled.copiedBuffer("HTTP/1.1 200 OK\r\n", StandardCharsets.US_ASCII));
        assertThat(channel.pipeline().names()).startsWith("second", "safeconduct");
        assertThat(ours()).isOne();
        channel.finishAndReleaseAll();
    }

    private ChannelHandlerContext add(String name, ChannelHandler handler) {
        channel.pipeline().addLast(name, handler);
        return channel.pipeline().context(name);
    }

    private long ours() {
        return channel.pipeline().toMap().values().stream()
                .filter(AuthorizingHandler::isOne)
                .count();
    }
}
