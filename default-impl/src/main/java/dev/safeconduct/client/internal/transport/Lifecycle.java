package dev.safeconduct.client.internal.transport;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.http.HttpClient;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a client is ended: by methods that {@link HttpClient} has since Java 21. Before, nothing happens. */
public final class Lifecycle {

    private static final @Nullable Method SHUTDOWN = method("shutdown");
    private static final @Nullable Method SHUTDOWN_NOW = method("shutdownNow");
    private static final @Nullable Method IS_TERMINATED = method("isTerminated");
    private static final @Nullable Method AWAIT_TERMINATION = method("awaitTermination", Duration.class);

    private Lifecycle() {}

    public static void shutdown(HttpClient client) {
        callWithoutWait(SHUTDOWN, client);
    }

    /** Ends all requests of a client, and the client. */
    public static void shutdownNow(HttpClient client) {
        callWithoutWait(SHUTDOWN_NOW, client);
    }

    public static boolean isTerminated(HttpClient client) {
        return Boolean.TRUE.equals(callWithoutWait(IS_TERMINATED, client));
    }

    public static boolean awaitTermination(HttpClient client, Duration duration) throws InterruptedException {
        return Boolean.TRUE.equals(call(AWAIT_TERMINATION, client, duration));
    }

    private static @Nullable Method method(String name, Class<?>... parameters) {
        try {
            return HttpClient.class.getMethod(name, parameters);
        } catch (NoSuchMethodException before21) {
            return null;
        }
    }

    private static @Nullable Object callWithoutWait(@Nullable Method method, HttpClient client) {
        try {
            return call(method, client);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e); // it does not wait
        }
    }

    private static @Nullable Object call(@Nullable Method method, HttpClient client, Object... arguments)
            throws InterruptedException {
        if (method == null) {
            return null;
        }
        try {
            return method.invoke(client, arguments);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof InterruptedException interrupted) {
                throw interrupted;
            }
            if (e.getCause() instanceof RuntimeException ours) {
                throw ours;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
