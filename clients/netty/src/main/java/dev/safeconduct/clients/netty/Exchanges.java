package dev.safeconduct.clients.netty;

import dev.safeconduct.client.request.NonBlockingExchange;
import dev.safeconduct.client.request.RequestAuthorizer;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * The decisions on each request of a program. Where a client has one object for all hops of a request, they are made by
 * one exchange, though each hop may have another channel; else each hop has its own.
 */
final class Exchanges {

    private static final Map<Object, NonBlockingExchange> OF_REQUESTS =
            Collections.synchronizedMap(new WeakHashMap<>());

    private Exchanges() {}

    /** That of the request which is written to a channel. */
    static NonBlockingExchange of(Channel channel, RequestHistory history, RequestAuthorizer authorizer) {
        Object request = ClientObjects.asyncHttpClient(channel);
        return request == null
                ? begin(history, authorizer)
                : OF_REQUESTS.computeIfAbsent(request, missing -> begin(history, authorizer));
    }

    /** The client's own timers end what takes too long: it closes the channel. */
    private static NonBlockingExchange begin(RequestHistory history, RequestAuthorizer authorizer) {
        return new NonBlockingExchange(authorizer, history.started(), Duration.ZERO);
    }
}
