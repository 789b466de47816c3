package dev.safeconduct.clients.okhttp;

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
    private static final Map<Call, OngoingCall> OF_CALLS = new ConcurrentHashMap<>();

    /** An authenticator is not told of the call. OkHttp asks it on the thread that {@link #proceed} has. */
    private static final ThreadLocal<@Nullable OngoingCall> OF_THREAD = new ThreadLocal<>();

    private CallExchanges() {}

    /** Lets a request go on, with what is decided on it known to all below. */
    static Response proceed(Interceptor.Chain chain, Request request, OngoingCall ongoing) throws IOException {
        Call call = chain.call();
        OngoingCall outer = OF_THREAD.get();
        OF_THREAD.set(ongoing);
        OF_CALLS.put(call, ongoing);
        try {
            return chain.proceed(request);
        } finally {
            OF_CALLS.remove(call, ongoing);
            OF_THREAD.set(outer);
        }
    }

    /** The same for a request without one. It may be made by an interceptor of the program, within another call. */
    static Response proceed(Interceptor.Chain chain, Request request) throws IOException {
        OngoingCall outer = OF_THREAD.get();
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

    static @Nullable OngoingCall of(Call call) {
        return OF_CALLS.get(call);
    }

    /** That of the call that asks an authenticator. */
    static @Nullable OngoingCall ofThread() {
        return OF_THREAD.get();
    }
}
