package dev.safeconduct.clients.httpasyncclient4;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import org.apache.http.client.protocol.HttpClientContext;
import org.apache.http.concurrent.BasicFuture;
import org.apache.http.nio.NHttpClientConnection;
import org.apache.http.nio.protocol.HttpAsyncClientExchangeHandler;
import org.apache.http.nio.protocol.HttpAsyncRequestProducer;
import org.jspecify.annotations.Nullable;

/** What a handler of HttpAsyncClient has, and does not tell: found by its type, since versions differ in the places. */
final class HandlerParts {

    private static final String HANDLER = "org.apache.http.impl.nio.client.DefaultClientExchangeHandlerImpl";

    private HandlerParts() {}

    static HttpClientContext context(HttpAsyncClientExchangeHandler handler) {
        return part(handler, HttpClientContext.class);
    }

    static HttpAsyncRequestProducer producer(HttpAsyncClientExchangeHandler handler) {
        return part(handler, HttpAsyncRequestProducer.class);
    }

    /** Whether the program has got what it waits for, or waits no more. */
    static boolean isOver(HttpAsyncClientExchangeHandler handler) {
        return handler.isDone() || part(handler, BasicFuture.class).isDone();
    }

    /** Null while it has none. */
    static @Nullable NHttpClientConnection connection(HttpAsyncClientExchangeHandler handler) {
        for (Class<?> type = handler.getClass(); type != null; type = type.getSuperclass()) {
            for (Method method : type.getDeclaredMethods()) {
                if (method.getReturnType() == NHttpClientConnection.class && method.getParameterCount() == 0) {
                    try {
                        method.setAccessible(true);
                        return (NHttpClientConnection) method.invoke(handler);
                    } catch (ReflectiveOperationException e) {
                        throw new IllegalStateException(e);
                    }
                }
            }
        }
        throw new IllegalStateException("no connection in " + HANDLER);
    }

    private static <T> T part(HttpAsyncClientExchangeHandler handler, Class<T> wanted) {
        for (Class<?> type = handler.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getType() == wanted) {
                    try {
                        field.setAccessible(true);
                        return wanted.cast(field.get(handler));
                    } catch (ReflectiveOperationException e) {
                        throw new IllegalStateException(e);
                    }
                }
            }
        }
        throw new IllegalStateException("no " + wanted.getSimpleName() + " in " + HANDLER);
    }
}
