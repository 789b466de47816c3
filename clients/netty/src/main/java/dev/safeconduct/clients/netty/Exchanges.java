package dev.safeconduct.clients.netty;

import dev.safeconduct.client.request.NonBlockingExchange;
import dev.safeconduct.client.request.Origin;
import dev.safeconduct.client.request.RequestAuthorizer;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

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
                ? begin(history.started(), authorizer)
                : OF_REQUESTS.computeIfAbsent(request, missing -> begin(history.started(), authorizer));
    }

    /**
     * Whether the request which is written to a channel goes to a host that no server is at, and did so before. Where the
     * client does not tell later where it began, that is kept.
     */
    static boolean isElsewhere(Channel channel, Origin target, RequestAuthorizer authorizer) {
        if (authorizer.knowsHost(target.host())) {
            return false;
        }
        Object request = ClientObjects.asyncHttpClient(channel);
        return request == null || OF_REQUESTS.putIfAbsent(request, begin(target, authorizer)) == null;
    }

    /** The client's own timers end what takes too long: it closes the channel. */
    private static NonBlockingExchange begin(@Nullable Origin started, RequestAuthorizer authorizer) {
        return new NonBlockingExchange(authorizer, started, Duration.ZERO);
    }
}
