package dev.safeconduct.clients.httpclient5;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.client5.http.async.AsyncExecRuntime;
import org.apache.hc.core5.http.nio.AsyncClientExchangeHandler;
import org.jspecify.annotations.Nullable;

/** The same as {@link WireRuntime}: wraps what makes the requests of a hop. */
final class AsyncWireRuntime implements InvocationHandler {

    private final AsyncExecRuntime runtime;
    private final UnaryOperator<AsyncClientExchangeHandler> wrapping;

    private AsyncWireRuntime(AsyncExecRuntime runtime, UnaryOperator<AsyncClientExchangeHandler> wrapping) {
        this.runtime = runtime;
        this.wrapping = wrapping;
    }

    /** Whether a runtime is of this adapter, in whatever copy: the agent's, the program's, a relocated one. */
    static boolean isOne(AsyncExecRuntime runtime) {
        return Proxy.isProxyClass(runtime.getClass())
                && Proxy.getInvocationHandler(runtime)
                        .getClass()
                        .getName()
                        .endsWith(".clients.httpclient5.AsyncWireRuntime");
    }

    /**
     * A scope with such a runtime, and all else that this version's has: since 5.1 that is more.
     *
     * @throws ReflectiveOperationException if it is not made as all versions up to now
     */
    static AsyncExecChain.Scope wired(AsyncExecChain.Scope scope, UnaryOperator<AsyncClientExchangeHandler> wrapping)
            throws ReflectiveOperationException {
        Map<Class<?>, @Nullable Object> parts = new HashMap<>();
        for (Field field : AsyncExecChain.Scope.class.getFields()) {
            parts.put(field.getType(), field.get(scope));
        }
        parts.put(
                AsyncExecRuntime.class,
                Proxy.newProxyInstance(
                        AsyncWireRuntime.class.getClassLoader(),
                        new Class<?>[] {AsyncExecRuntime.class},
                        new AsyncWireRuntime(scope.execRuntime, wrapping)));
        for (Constructor<?> constructor : AsyncExecChain.Scope.class.getConstructors()) {
            if (constructor.getParameterCount() == parts.size()) {
                return (AsyncExecChain.Scope) constructor.newInstance(Arrays.stream(constructor.getParameterTypes())
                        .map(parts::get)
                        .toArray());
            }
        }
        throw new NoSuchMethodException("AsyncExecChain.Scope");
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        if (method.getName().equals("execute")
                && arguments != null
                && arguments.length > 1
                && arguments[1] instanceof AsyncClientExchangeHandler handler) {
            arguments[1] = wrapping.apply(handler);
        }
        try {
            return method.invoke(runtime, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}
