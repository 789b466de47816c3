package dev.safeconduct.agent.hook.javanethttp;

import dev.safeconduct.agent.hook.Handles;
import java.lang.invoke.MethodHandle;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandler;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The calls that were there before the weaving, and the request of a hop. A class of their own: that is all that is
 * looked up for a program that talks to no configured server, and must work even where {@link ClientInternals} do not.
 */
final class NativeExchange {

    private static final MethodHandle REQUEST;
    private static final MethodHandle RESPONSE_ASYNC;
    private static final MethodHandle FILTER;
    private static final MethodHandle READ_BODY;
    private static final MethodHandle IGNORE_BODY;

    static {
        try {
            Handles handles = new Handles(ClassLoader.getPlatformClassLoader());
            String internal = "jdk.internal.net.http.";
            Class<?> exchange = handles.type(internal + "Exchange");
            Class<?> request = handles.type(internal + "HttpRequestImpl");
            REQUEST = Handles.getter(exchange, "request", request);
            RESPONSE_ASYNC = Handles.method(exchange, "responseAsync", CompletableFuture.class);
            READ_BODY = Handles.method(exchange, "readBodyAsync", CompletableFuture.class, BodyHandler.class);
            IGNORE_BODY = Handles.method(exchange, "ignoreBody", CompletableFuture.class);
            FILTER = Handles.method(
                    handles.type(internal + "HeaderFilter"), "response", request, handles.type(internal + "Response"));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private NativeExchange() {}

    static HttpRequest request(Object exchange) throws Throwable {
        return (HttpRequest) (Object) REQUEST.invokeExact(exchange);
    }

    @SuppressWarnings("unchecked")
    static CompletableFuture<Object> responseAsync(Object exchange) throws Throwable {
        return (CompletableFuture<Object>) (CompletableFuture<?>) RESPONSE_ASYNC.invokeExact(exchange);
    }

    @SuppressWarnings("unchecked")
    static CompletableFuture<Object> readBody(Object exchange, Object handler) throws Throwable {
        return (CompletableFuture<Object>)
                (CompletableFuture<?>) READ_BODY.invokeExact(exchange, (BodyHandler<?>) handler);
    }

    @SuppressWarnings("unchecked")
    static CompletableFuture<Object> ignoreBody(Object exchange) throws Throwable {
        return (CompletableFuture<Object>) (CompletableFuture<?>) IGNORE_BODY.invokeExact(exchange);
    }

    static @Nullable Object filter(Object filter, Object response) throws Throwable {
        return (Object) FILTER.invokeExact(filter, response);
    }
}
