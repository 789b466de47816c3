package dev.safeconduct.clients.httpclient5;

import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.oauth.DpopProofs;
import dev.safeconduct.client.request.BlockingExchange;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.apache.hc.client5.http.classic.ExecRuntime;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * The runtime of a hop, which writes the token where the request goes out: below all that the program and HttpClient add
 * to it, which is not in the same place in all versions. What it adds is in no request afterwards, so a redirect cannot
 * take it along. A proxy of the interface, which has become larger from version to version.
 */
final class WireRuntime implements InvocationHandler {

    private final ExecRuntime runtime;
    private final WireHop hop;
    private final BlockingExchange exchange;

    private WireRuntime(ExecRuntime runtime, WireHop hop, BlockingExchange exchange) {
        this.runtime = runtime;
        this.hop = hop;
        this.exchange = exchange;
    }

    static ExecRuntime of(ExecRuntime runtime, WireHop hop, BlockingExchange exchange) {
        return (ExecRuntime) Proxy.newProxyInstance(
                WireRuntime.class.getClassLoader(),
                new Class<?>[] {ExecRuntime.class},
                new WireRuntime(runtime, hop, exchange));
    }

    /** Whether a runtime is of this adapter, in whatever copy: the agent's, the program's, a relocated one. */
    static boolean isOne(ExecRuntime runtime) {
        return Proxy.isProxyClass(runtime.getClass())
                && Proxy.getInvocationHandler(runtime)
                        .getClass()
                        .getName()
                        .endsWith(".clients.httpclient5.WireRuntime");
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        if (method.getName().equals("execute")
                && arguments != null
                && arguments.length > 1
                && arguments[1] instanceof ClassicHttpRequest request
                && !org.apache.hc.core5.http.Method.CONNECT.isSame(request.getMethod())) {
            return send(request, method, arguments);
        }
        return call(method, arguments);
    }

    private @Nullable Object send(ClassicHttpRequest request, Method method, @Nullable Object[] arguments)
            throws Throwable {
        Authorization authorization = exchange.authorize(() -> hop.of(request));
        if (authorization.isNone()) {
            return call(method, arguments);
        }
        try {
            authorization.writeTo(request::setHeader);
            return call(method, arguments);
        } finally {
            request.removeHeaders(Authorization.HEADER);
            if (request.containsHeader(DpopProofs.HEADER)) {
                request.removeHeaders(DpopProofs.HEADER);
            }
        }
    }

    private @Nullable Object call(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(runtime, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}
