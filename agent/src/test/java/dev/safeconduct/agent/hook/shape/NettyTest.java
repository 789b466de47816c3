package dev.safeconduct.agent.hook.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.agent.hook.JoinPoint;
import dev.safeconduct.agent.hook.ShapeProbe.TestSite;
import dev.safeconduct.test.Bridge;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** The exit of {@code handlerAdded} in Netty's own class. */
class NettyTest {

    @Test
    void a_handler_is_put_behind_one_that_has_just_been_added() throws Exception {
        WovenLibrary netty = new WovenLibrary(
                "io.netty.",
                Scenario.class,
                "io/netty/channel/CombinedChannelDuplexHandler",
                JoinPoint.exit(TestSite.FIRST, "handlerAdded(Lio/netty/channel/ChannelHandlerContext;)V"));
        assertThat(netty.run()).startsWith("codec", "ours");
        assertThat(Bridge.calls()).singleElement().satisfies(call -> {
            assertThat(call.self().getClass().getName()).startsWith("io.netty.channel.CombinedChannelDuplexHandler");
            assertThat((List<?>) call.argument()).hasSize(1);
        });
    }

    /** A channel whose codec is a combined handler, as Netty's codec for HTTP clients is. */
    public static final class Scenario implements Callable<List<String>> {
        @Override
        public List<String> call() {
            Bridge.answer((self, parameters) -> {
                ChannelHandlerContext context = (ChannelHandlerContext) ((Object[]) parameters)[0];
                context.pipeline().addAfter(context.name(), "ours", new ChannelInboundHandlerAdapter());
                return null;
            });
            EmbeddedChannel channel = new EmbeddedChannel();
            channel.pipeline()
                    .addLast(
                            "codec",
                            new CombinedChannelDuplexHandler<>(
                                    new ChannelInboundHandlerAdapter(), new ChannelOutboundHandlerAdapter()));
            return channel.pipeline().names();
        }
    }
}
