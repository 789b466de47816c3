package dev.safeconduct.agent.hook.netty;

import dev.safeconduct.agent.hook.AgentContext;
import dev.safeconduct.agent.hook.ClientHook;
import dev.safeconduct.agent.hook.HookedClass;
import dev.safeconduct.agent.hook.JoinPoint;
import dev.safeconduct.agent.hook.Site;
import dev.safeconduct.agent.hook.adapter.Adapter;
import dev.safeconduct.agent.hook.adapter.AdapterHandler;
import dev.safeconduct.agent.hook.adapter.AdapterLoaders;
import java.util.List;
import java.util.Map;

/**
 * Clients on Netty 4.1 and 4.2. Over HTTP/1.1 a channel is prepared when its codec for HTTP clients is added, which inherits
 * what is called then; over HTTP/2 when a stream is opened.
 */
public final class NettyHook implements ClientHook {

    public static final ClientHook INSTANCE = new NettyHook();

    private static final String NAME = "netty";

    private enum NettySite implements Site {
        /** The exit of {@code handlerAdded}. */
        ADDED,

        /** The exit of what prepares the channel of a stream. */
        OPENED
    }

    private static final String ADAPTER = "dev.safeconduct.clients.netty.SafeconductNetty";

    /** Netty's modules may have loaders of their own: that of the woven class knows nothing of HTTP. */
    private static final Adapter CHANNELS = new Adapter(
            "io.netty.handler.codec.http.HttpClientCodec", ADAPTER, "installBehind", Adapter.Subject.FIRST_PARAMETER);

    private static final Adapter STREAMS = new Adapter(
            "io.netty.handler.codec.http2.Http2StreamChannelBootstrap",
            ADAPTER,
            "installOnStream",
            Adapter.Subject.FIRST_PARAMETER);

    private NettyHook() {}

    @Override
    public String name() {
        return NAME;
    }

    /** Each of their new connections and streams. */
    @Override
    public boolean reachesEarlierObjects() {
        return true;
    }

    @Override
    public List<HookedClass> classes() {
        return List.of(
                new HookedClass(
                        "io/netty/channel/CombinedChannelDuplexHandler",
                        JoinPoint.exit(NettySite.ADDED, "handlerAdded(Lio/netty/channel/ChannelHandlerContext;)V")),
                new HookedClass(
                        "io/netty/handler/codec/http2/Http2StreamChannelBootstrap",
                        JoinPoint.exit(NettySite.OPENED, "init(Lio/netty/channel/Channel;)V")));
    }

    @Override
    public Map<NettySite, AdapterHandler> handlers(AgentContext context) {
        AdapterLoaders loaders = new AdapterLoaders(NAME, ADAPTER, context.loader(), CHANNELS.home());
        return Map.of(
                NettySite.ADDED, new AdapterHandler(NAME, CHANNELS, loaders, context::requests, context.log()),
                NettySite.OPENED, new AdapterHandler(NAME, STREAMS, loaders, context::requests, context.log()));
    }
}
