package dev.safeconduct.clients.netty;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;

/**
 * What clients above Netty keep in their channels. By names: this adapter is for any of them, and for none. A library may
 * have moved them into a package of its own, with Netty or without.
 */
final class ClientObjects {

    /** Public, with what a request knows of itself. */
    static final String REACTOR_NETTY = "reactor.netty.http.client.HttpClientInfos";

    private static final String ASYNC_HTTP_CLIENT = "org.asynchttpclient.netty.NettyResponseFuture";

    private ClientObjects() {}

    /** The request of Reactor Netty in a channel; null if the channel has another client. */
    static @Nullable Object reactorNetty(Channel channel) {
        Object found = attribute(channel, "$CONNECTION");
        return found != null && type(found.getClass(), REACTOR_NETTY) != null ? found : null;
    }

    /** The request of AsyncHttpClient in a channel, the same for all its hops; null if the channel has another client. */
    static @Nullable Object asyncHttpClient(Channel channel) {
        Object found = attribute(channel, "default");
        return found != null && is(found.getClass(), ASYNC_HTTP_CLIENT) ? found : null;
    }

    /** Only one that exists: old versions of Reactor Netty fail where it is there before them. */
    private static @Nullable Object attribute(Channel channel, String name) {
        return AttributeKey.exists(name)
                ? channel.attr(AttributeKey.valueOf(name)).get()
                : null;
    }

    /** Calls a method of a public class or interface of the client. */
    static @Nullable Object call(Object object, String type, String method) throws ReflectiveOperationException {
        Class<?> found = type(object.getClass(), type);
        if (found == null) {
            throw new ClassNotFoundException(type);
        }
        return found.getMethod(method).invoke(object);
    }

    /** The class of this name among a class, those above it and their interfaces; null if it has no such one. */
    static @Nullable Class<?> type(@Nullable Class<?> start, String name) {
        for (Class<?> type = start; type != null; type = type.getSuperclass()) {
            if (is(type, name)) {
                return type;
            }
            for (Class<?> of : type.getInterfaces()) {
                Class<?> found = type(of, name);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private static boolean is(Class<?> type, String name) {
        return type.getName().equals(name) || type.getName().endsWith("." + name);
    }
}
