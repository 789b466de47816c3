package dev.safeconduct.clients.okhttp;

import dev.safeconduct.client.request.BlockingExchange;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.Call;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * The decisions on the calls that are under way. They are kept beside the requests: with a tag OkHttp would copy each
 * request, and its tags, three times.
 */
final class CallExchanges {

    /** By the call, which an interceptor is told of on whatever thread. */
    private static final Map<Call, BlockingExchange> OF_CALLS = new ConcurrentHashMap<>();

    /** An authenticator is not told of the call. OkHttp asks it on the thread that {@link #proceed} has. */
    private static final ThreadLocal<@Nullable BlockingExchange> OF_THREAD = new ThreadLocal<>();

    private CallExchanges() {}

    /** Lets a request go on, with its exchange known to all below. */
    static Response proceed(Interceptor.Chain chain, Request request, BlockingExchange exchange) throws IOException {
        Call call = chain.call();
        BlockingExchange outer = OF_THREAD.get();
        OF_THREAD.set(exchange);
        OF_CALLS.put(call, exchange);
        try {
            return chain.proceed(request);
        } finally {
            OF_CALLS.remove(call, exchange);
            OF_THREAD.set(outer);
        }
    }

    /** The same for a request without one. It may be made by an interceptor of the program, within another call. */
    static Response proceed(Interceptor.Chain chain, Request request) throws IOException {
        BlockingExchange outer = OF_THREAD.get();
        if (outer == null) {
            return chain.proceed(request);
        }
        OF_THREAD.set(null);
        try {
            return chain.proceed(request);
        } finally {
            OF_THREAD.set(outer);
        }
    }

    static @Nullable BlockingExchange of(Call call) {
        return OF_CALLS.get(call);
    }

    /** That of the call that asks an authenticator. */
    static @Nullable BlockingExchange ofThread() {
        return OF_THREAD.get();
    }
}
