package dev.safeconduct.agent.hook.javanethttp;

import dev.safeconduct.agent.hook.Handles;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The calls that were there before the weaving. A class of their own: they exist wherever the weaving succeeded, and
 * must work even where {@link ClientInternals} do not.
 */
final class NativeExchange {

    private static final MethodHandle RESPONSE_ASYNC;
    private static final MethodHandle FILTER;

    static {
        try {
            Handles handles = new Handles(ClassLoader.getPlatformClassLoader());
            String internal = "jdk.internal.net.http.";
            RESPONSE_ASYNC =
                    Handles.method(handles.type(internal + "Exchange"), "responseAsync", CompletableFuture.class);
            FILTER = Handles.method(
                    handles.type(internal + "HeaderFilter"),
                    "response",
                    handles.type(internal + "HttpRequestImpl"),
                    handles.type(internal + "Response"));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private NativeExchange() {}

    @SuppressWarnings("unchecked")
    static CompletableFuture<Object> responseAsync(Object exchange) throws Throwable {
        return (CompletableFuture<Object>) (CompletableFuture<?>) RESPONSE_ASYNC.invokeExact(exchange);
    }

    static @Nullable Object filter(Object filter, Object response) throws Throwable {
        return (Object) FILTER.invokeExact(filter, response);
    }
}
