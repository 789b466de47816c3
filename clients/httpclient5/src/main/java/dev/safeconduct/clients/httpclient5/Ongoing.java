package dev.safeconduct.clients.httpclient5;

import dev.safeconduct.client.request.Origin;
import java.time.Duration;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * The decisions on the request that a context is used for. A program may use a context for many requests; each has one
 * runtime for all its hops.
 */
record Ongoing(Object runtime, Object exchange) {

    private static final String ATTRIBUTE = "safeconduct";

    /** Begins to decide on a request. */
    @FunctionalInterface
    interface Beginning<E> {
        E begin(@Nullable Origin started, Duration timeout);
    }

    /** Those on the request of a runtime, which begin with its first hop. */
    static <E> E exchange(
            Class<E> type, HttpClientContext context, HttpRoute route, Object runtime, Beginning<E> beginning) {
        if (context.getAttribute(ATTRIBUTE) instanceof Ongoing known
                && known.runtime == runtime
                && type.isInstance(known.exchange)) {
            return type.cast(known.exchange);
        }
        boolean isFirst = context.getRedirectLocations() == null
                || context.getRedirectLocations().getAll().isEmpty();
        E exchange = beginning.begin(isFirst ? WireHop.target(route) : null, timeout(context.getRequestConfig()));
        context.setAttribute(ATTRIBUTE, new Ongoing(runtime, exchange));
        return exchange;
    }

    private static Duration timeout(@Nullable RequestConfig config) {
        Timeout timeout = config == null ? null : config.getResponseTimeout();
        return timeout == null ? Duration.ZERO : Duration.ofMillis(timeout.toMilliseconds());
    }

    @Override
    public String toString() {
        return ATTRIBUTE;
    }
}
