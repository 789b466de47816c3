package dev.safeconduct.clients.netty;

import dev.safeconduct.client.request.Origin;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * Where a channel leads, by what it is connected to: never by a {@code Host} field, which a program or a redirect chooses.
 * Its pipeline is read from the wire upwards. A proxy's handler or a CONNECT that was answered moves the target to the end
 * of the tunnel; TLS makes it {@code https}.
 */
final class ChannelTarget {

    /** The end of a tunnel that a CONNECT of the client has made. It has to outlive a handler: the codec is replaced then. */
    private static final AttributeKey<InetSocketAddress> TUNNEL = AttributeKey.valueOf("safeconduct.tunnel");

    private static final String PROXY = "io.netty.handler.proxy.ProxyHandler";

    /** They relay what they do not understand. */
    private static final String SOCKS = "io.netty.handler.proxy.Socks";

    private static final String NAMES_ARE_CHECKED = "HTTPS";

    private ChannelTarget() {}

    /** A CONNECT goes out; its channel leads there from now on: where it is refused, no other request follows. */
    static void tunnel(Channel channel, String authority) {
        int colon = authority.lastIndexOf(':');
        try {
            channel.attr(TUNNEL)
                    .set(InetSocketAddress.createUnresolved(
                            authority.substring(0, colon), Integer.parseInt(authority.substring(colon + 1))));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            channel.attr(TUNNEL).set(InetSocketAddress.createUnresolved("", 0));
        }
    }

    /**
     * Where the requests of a handler go.
     *
     * @return null if that cannot be told, or a proxy reads them in the clear: they are to be left alone
     */
    static @Nullable Origin of(ChannelHandlerContext handler) {
        InetSocketAddress tunnel = handler.channel().attr(TUNNEL).get();
        InetSocketAddress target =
                tunnel != null ? tunnel : internet(handler.channel().remoteAddress());
        boolean isReadByProxy = tunnel != null;
        SSLEngine tls = null;
        ChannelPipeline pipeline = handler.pipeline();
        for (String name : pipeline.names()) { // less than a copy of it, for each request
            ChannelHandler below = pipeline.get(name);
            if (below == handler.handler()) {
                break;
            }
            Class<?> proxy = below == null ? null : proxyClass(below);
            if (below instanceof SslHandler ssl) {
                tls = ssl.engine();
            } else if (proxy != null) {
                target = destination(proxy, below);
                isReadByProxy = !below.getClass().getName().startsWith(SOCKS);
                tls = null;
            }
        }
        if (target == null) {
            return null;
        }
        return tls != null ? secure(tls, target, tunnel != null) : isReadByProxy ? null : origin("http", target);
    }

    /**
     * With TLS the target is what its certificate has to be for. That may be another name than what is connected to, where
     * the client's proxy has left the pipeline; then only if the name is checked.
     */
    private static @Nullable Origin secure(SSLEngine tls, InetSocketAddress target, boolean isTunneled) {
        String peer = tls.getPeerHost();
        boolean isSamePort = tls.getPeerPort() <= 0 || tls.getPeerPort() == target.getPort();
        if (peer == null || (isSamePort && peer.equalsIgnoreCase(target.getHostString()))) {
            return origin("https", target);
        }
        boolean isChecked = NAMES_ARE_CHECKED.equals(tls.getSSLParameters().getEndpointIdentificationAlgorithm());
        return isChecked && !isTunneled && tls.getPeerPort() > 0
                ? origin("https", InetSocketAddress.createUnresolved(peer, tls.getPeerPort()))
                : null;
    }

    private static Origin origin(String scheme, InetSocketAddress target) {
        String host = name(target);
        boolean isBare = host.indexOf(':') >= 0 && !host.startsWith("[");
        return new Origin(scheme, isBare ? "[" + host + "]" : host, target.getPort());
    }

    /** As it is written in URLs: Java writes out all groups of an IPv6 address. */
    private static String name(InetSocketAddress target) {
        String name = target.getHostString();
        return target.getAddress() instanceof Inet6Address address
                        && name.equals(address.getHostAddress())
                        && name.indexOf('%') < 0
                ? NetUtil.toAddressString(address)
                : name;
    }

    private static @Nullable InetSocketAddress internet(@Nullable SocketAddress address) {
        return address instanceof InetSocketAddress internet ? internet : null;
    }

    /** By its name: it is in a jar of its own, which a program need not have. */
    private static @Nullable Class<?> proxyClass(ChannelHandler handler) {
        for (Class<?> type = handler.getClass(); type != null; type = type.getSuperclass()) {
            if (type.getName().equals(PROXY)) {
                return type;
            }
        }
        return null;
    }

    private static @Nullable InetSocketAddress destination(Class<?> type, ChannelHandler proxy) {
        try {
            return internet((SocketAddress) type.getMethod("destinationAddress").invoke(proxy));
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }
}
