package dev.safeconduct.agent.hook.netty;

import dev.safeconduct.agent.hook.AgentContext;
import dev.safeconduct.agent.hook.ClientHook;
import dev.safeconduct.agent.hook.HookedClass;
import dev.safeconduct.agent.hook.JoinPoint;
import dev.safeconduct.agent.hook.Site;
import dev.safeconduct.agent.hook.adapter.Adapter;
import dev.safeconduct.agent.hook.adapter.AdapterHandler;
import java.util.List;
import java.util.Map;

/**
 * Clients on Netty 4.1 and 4.2, over HTTP/1.1: a channel is prepared when its codec for HTTP clients is added. The codec
 * inherits what is called then.
 */
public final class NettyHook implements ClientHook {

    public static final ClientHook INSTANCE = new NettyHook();

    private static final String NAME = "netty";

    private enum NettySite implements Site {
        /** The exit of {@code handlerAdded}. */
        ADDED
    }

    /** Netty's modules may have loaders of their own: that of the woven class knows nothing of HTTP. */
    private static final Adapter ADAPTER = new Adapter(
            "io.netty.handler.codec.http.HttpClientCodec",
            "dev.safeconduct.clients.netty.SafeconductNetty",
            "installBehind",
            Adapter.Subject.FIRST_PARAMETER);

    private NettyHook() {}

    @Override
    public String name() {
        return NAME;
    }

    /** Each of their new connections. */
    @Override
    public boolean reachesEarlierObjects() {
        return true;
    }

    @Override
    public List<HookedClass> classes() {
        return List.of(new HookedClass(
                "io/netty/channel/CombinedChannelDuplexHandler",
                JoinPoint.exit(NettySite.ADDED, "handlerAdded(Lio/netty/channel/ChannelHandlerContext;)V")));
    }

    @Override
    public Map<NettySite, AdapterHandler> handlers(AgentContext context) {
        return Map.of(
                NettySite.ADDED, new AdapterHandler(NAME, ADAPTER, context.loader(), context::requests, context.log()));
    }
}
