package moved.dev.safeconduct.clients.netty;

import io.netty.channel.ChannelInboundHandlerAdapter;

/** As the handler is where a program has it in another copy. */
public final class AuthorizingStreams extends ChannelInboundHandlerAdapter {}
