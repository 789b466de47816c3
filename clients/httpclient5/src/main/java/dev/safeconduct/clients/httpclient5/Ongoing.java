package dev.safeconduct.clients.httpclient5;

import dev.safeconduct.client.request.Origin;
import dev.safeconduct.client.request.RequestAuthorizer;
import java.time.Duration;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * The decisions on the request that a context is used for. A program may use a context for many requests; each has one
 * runtime for all its hops.
 */
record Ongoing(Object runtime, Object exchange) {

    private static final String ATTRIBUTE = "safeconduct";

    /** How the agent names the loaders of adapters. */
    private static final String OF_AGENT = "safeconduct-httpclient5";

    /** A copy of the program's has to show that it decides, so that the agent's, which is the last, does not. */
    private static final boolean IS_OF_AGENT = isOfAgent(Ongoing.class.getClassLoader());

    /** Begins to decide on a request. */
    @FunctionalInterface
    interface Beginning<E> {
        E begin(@Nullable Origin started, Duration timeout);
    }

    /**
     * Whether a hop goes to a host that no server is at, and nothing is known of its request yet: it is to be left as it
     * is, and nothing to be kept but, if it {@linkplain #mayGoOn may go on}, where it began.
     */
    static boolean isElsewhere(
            RequestAuthorizer authorizer, HttpClientContext context, HttpRoute route, Object runtime) {
        return IS_OF_AGENT
                && !authorizer.knowsHost(route.getTargetHost().getHostName())
                && !(context.getAttribute(ATTRIBUTE) instanceof Ongoing known && known.runtime == runtime);
    }

    private static boolean isOfAgent(@Nullable ClassLoader loader) {
        return loader != null && OF_AGENT.equals(loader.getName());
    }

    /**
     * Whether a response may be followed by another hop of the program's request, by whatever part of HttpClient. A
     * program's own redirect strategy may follow any that names a location.
     */
    static boolean mayGoOn(HttpResponse response) {
        return response.getCode() / 100 != 2 || response.containsHeader(HttpHeaders.LOCATION);
    }

    /** Those on the request of a runtime; null before its first hop. */
    static <E> @Nullable E known(Class<E> type, HttpClientContext context, Object runtime) {
        return context.getAttribute(ATTRIBUTE) instanceof Ongoing known
                        && known.runtime == runtime
                        && type.isInstance(known.exchange)
                ? type.cast(known.exchange)
                : null;
    }

    /**
     * Begins to decide on a request, at its first hop.
     *
     * @param target of the hop
     */
    static <E> E begin(HttpClientContext context, Origin target, Beginning<E> beginning) {
        boolean isFirst = context.getRedirectLocations() == null
                || context.getRedirectLocations().size() == 0;
        return beginning.begin(isFirst ? target : null, timeout(context.getRequestConfig()));
    }

    /** Lets the next hop know. */
    static void keep(HttpClientContext context, Object runtime, Object exchange) {
        context.setAttribute(ATTRIBUTE, new Ongoing(runtime, exchange));
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
