package dev.safeconduct.agent.hook.javanethttp;

import dev.safeconduct.agent.hook.Handles;
import java.lang.invoke.MethodHandle;
import java.net.http.HttpRequest;

/** The request of a hop: all that is looked up for a program that talks to no configured server. */
final class ExchangeRequest {

    private static final MethodHandle REQUEST;

    static {
        try {
            Handles handles = new Handles(ClassLoader.getPlatformClassLoader());
            String internal = "jdk.internal.net.http.";
            REQUEST = Handles.getter(
                    handles.type(internal + "Exchange"), "request", handles.type(internal + "HttpRequestImpl"));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private ExchangeRequest() {}

    static HttpRequest of(Object exchange) throws Throwable {
        return (HttpRequest) (Object) REQUEST.invokeExact(exchange);
    }
}
