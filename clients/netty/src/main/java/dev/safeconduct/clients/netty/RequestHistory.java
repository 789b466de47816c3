package dev.safeconduct.clients.netty;

import dev.safeconduct.client.request.Origin;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpMethod;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * By which way a hop has come, as far as the client above tells: redirects are its own affair.
 *
 * @param started where the program's request began; null if the client does not tell
 * @param hasComeBack whether it has been at this origin, and then at another
 * @param hasUserInfo whether its URL had user information
 */
record RequestHistory(@Nullable Origin started, boolean hasComeBack, boolean hasUserInfo) {

    private static final Set<Object> NO_USER_INFO = Set.of("", ":");

    private static final RequestHistory UNKNOWN = new RequestHistory(null, false, false);

    /** Whether a hop that has come by this way is to be left as it is (THREATS 04, 92). */
    boolean isOccupied(HttpMethod method) {
        boolean changesNothing = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
        return hasUserInfo || (hasComeBack && !changesNothing);
    }

    /** Of the request that is written to a channel. */
    static RequestHistory of(Channel channel, Origin target) {
        try {
            Object reactor = ClientObjects.reactorNetty(channel);
            if (reactor != null) {
                return redirected(
                        (String[]) ClientObjects.call(reactor, ClientObjects.REACTOR_NETTY, "redirectedFrom"), target);
            }
            Object future = ClientObjects.asyncHttpClient(channel);
            if (future != null) {
                Object uri = ClientObjects.call(future, future.getClass().getName(), "getUri");
                Object userInfo = uri == null
                        ? null
                        : ClientObjects.call(uri, uri.getClass().getName(), "getUserInfo");
                return new RequestHistory(target, false, userInfo != null && !NO_USER_INFO.contains(userInfo));
            }
            return UNKNOWN;
        } catch (ReflectiveOperationException | RuntimeException e) {
            return UNKNOWN;
        }
    }

    private static RequestHistory redirected(String @Nullable [] from, Origin target) {
        if (from == null || from.length == 0) {
            return new RequestHistory(target, false, false);
        }
        boolean hasBeenHere = false;
        boolean hasComeBack = false;
        for (String url : from) {
            boolean isHere = ChannelHop.origin(url).isSameAs(target);
            hasComeBack |= hasBeenHere && !isHere;
            hasBeenHere |= isHere;
        }
        return new RequestHistory(ChannelHop.origin(from[0]), hasComeBack, false);
    }
}
