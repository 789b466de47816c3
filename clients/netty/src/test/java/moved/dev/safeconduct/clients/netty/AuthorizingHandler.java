package moved.dev.safeconduct.clients.netty;

import io.netty.channel.ChannelDuplexHandler;

/** As it is in a program that has moved this library to another package. */
public final class AuthorizingHandler extends ChannelDuplexHandler {}
