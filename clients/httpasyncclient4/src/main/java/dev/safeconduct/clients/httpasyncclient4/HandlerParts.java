package dev.safeconduct.clients.httpasyncclient4;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.http.client.protocol.HttpClientContext;
import org.apache.http.concurrent.BasicFuture;
import org.apache.http.nio.NHttpClientConnection;
import org.apache.http.nio.protocol.HttpAsyncClientExchangeHandler;
import org.apache.http.nio.protocol.HttpAsyncRequestProducer;
import org.jspecify.annotations.Nullable;

/**
 * What a handler of HttpAsyncClient has, and does not tell: found by its type, since versions differ in the places, and
 * once for a class, as it is asked for at each event.
 */
final class HandlerParts {

    private static final ClassValue<HandlerParts> OF_CLASSES = new ClassValue<>() {
        @Override
        protected HandlerParts computeValue(Class<?> type) {
            return new HandlerParts(type);
        }
    };

    private final Field context;
    private final Field producer;
    private final Field future;
    private final Method connection;

    private HandlerParts(Class<?> type) {
        context = field(type, HttpClientContext.class);
        producer = field(type, HttpAsyncRequestProducer.class);
        future = field(type, BasicFuture.class);
        connection = first(
                type,
                Class::getDeclaredMethods,
                method -> method.getReturnType() == NHttpClientConnection.class && method.getParameterCount() == 0);
        connection.setAccessible(true);
    }

    private static Field field(Class<?> type, Class<?> wanted) {
        Field field = first(type, Class::getDeclaredFields, found -> found.getType() == wanted);
        field.setAccessible(true);
        return field;
    }

    private static <M> M first(Class<?> start, Function<Class<?>, M[]> members, Predicate<M> wanted) {
        for (Class<?> type = start; type != null; type = type.getSuperclass()) {
            for (M member : members.apply(type)) {
                if (wanted.test(member)) {
                    return member;
                }
            }
        }
        throw new IllegalStateException("unknown parts of " + start.getName());
    }

    static HttpClientContext context(HttpAsyncClientExchangeHandler handler) {
        return (HttpClientContext) value(of(handler).context, handler);
    }

    static HttpAsyncRequestProducer producer(HttpAsyncClientExchangeHandler handler) {
        return (HttpAsyncRequestProducer) value(of(handler).producer, handler);
    }

    /** Whether the program has got what it waits for, or waits no more. */
    static boolean isOver(HttpAsyncClientExchangeHandler handler) {
        return handler.isDone() || ((BasicFuture<?>) value(of(handler).future, handler)).isDone();
    }

    /** Null while it has none. */
    static @Nullable NHttpClientConnection connection(HttpAsyncClientExchangeHandler handler) {
        try {
            return (NHttpClientConnection) of(handler).connection.invoke(handler);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HandlerParts of(HttpAsyncClientExchangeHandler handler) {
        return OF_CLASSES.get(handler.getClass());
    }

    private static Object value(Field field, HttpAsyncClientExchangeHandler handler) {
        try {
            return Objects.requireNonNull(field.get(handler));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
