package dev.safeconduct.agent.hook.javanethttp;

import dev.safeconduct.agent.hook.Handles;
import dev.safeconduct.agent.hook.SneakyThrow;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The members of the client's classes that are used; {@link JavaNetHttpHook#members} lists them all. Needed, and
 * looked up, only for requests that may get a token.
 */
final class ClientInternals {

    /** Not the class, which is another one in the program, nor its package, which the program may have changed. */
    private static final String OURS = "SafeconductRequest";

    private static final Class<?> AUTHENTICATION_FILTER;
    private static final MethodHandle PROXY;
    private static final MethodHandle SECURE;
    private static final MethodHandle REQUEST_OF_HTTP1;
    private static final MethodHandle REQUEST_OF_STREAM;
    private static final MethodHandle WEB_SOCKET;
    private static final MethodHandle SET_SYSTEM_HEADER;
    private static final MethodHandle SYSTEM_HEADERS;
    private static final @Nullable MethodHandle SYSTEM_HEADERS_MAP;
    private static final MethodHandle USER_REQUEST;
    private static final MethodHandle CLIENT;
    private static final MethodHandle BODY_HANDLER;
    private static final MethodHandle EXECUTOR;
    private static final @Nullable MethodHandle DELEGATE;
    private static final @Nullable MethodHandle CANCEL_TIMER;
    private static final MethodHandle CANCELLED;
    private static final @Nullable MethodHandle ATTEMPTS;
    private static final MethodHandle STATUS;
    private static final MethodHandle HEADERS;
    private static final MethodHandle REQUEST_OF_RESPONSE;
    private static final MethodHandle EXCHANGE_OF_RESPONSE;
    private static final MethodHandle MULTI;
    private static final MethodHandle FOR_AUTHENTICATION;
    private static final @Nullable VarHandle RESPONSE;

    static {
        try {
            Handles handles = new Handles(ClassLoader.getPlatformClassLoader());
            String internal = "jdk.internal.net.http.";
            Class<?> exchange = handles.type(internal + "Exchange");
            Class<?> multi = handles.type(internal + "MultiExchange");
            Class<?> request = handles.type(internal + "HttpRequestImpl");
            Class<?> response = handles.type(internal + "Response");
            Class<?> client = handles.type(internal + "HttpClientImpl");
            Class<?> executor = handles.type(internal + "HttpClientImpl$DelegatingExecutor");
            Class<?> builder = handles.type(internal + "common.HttpHeadersBuilder");
            AUTHENTICATION_FILTER = handles.type(internal + "AuthenticationFilter");
            PROXY = Handles.method(request, "proxy", InetSocketAddress.class);
            SECURE = Handles.method(request, "secure", boolean.class);
            REQUEST_OF_HTTP1 = Handles.getter(handles.type(internal + "Http1Request"), "request", request);
            REQUEST_OF_STREAM = Handles.getter(handles.type(internal + "Stream"), "request", request);
            WEB_SOCKET = Handles.method(request, "isWebSocket", boolean.class);
            SET_SYSTEM_HEADER = Handles.method(request, "setSystemHeader", void.class, String.class, String.class);
            SYSTEM_HEADERS = Handles.method(request, "getSystemHeadersBuilder", builder);
            SYSTEM_HEADERS_MAP = Handles.methodIfPresent(builder, "map", Map.class);
            USER_REQUEST = Handles.getter(multi, "userRequest", HttpRequest.class);
            CLIENT = Handles.getter(multi, "client", client);
            BODY_HANDLER = Handles.getter(multi, "responseHandler", HttpResponse.BodyHandler.class);
            EXECUTOR = Handles.getter(multi, "executor", executor);
            DELEGATE = Handles.methodIfPresent(executor, "delegate", Executor.class);
            CANCEL_TIMER = Handles.methodIfPresent(multi, "cancelTimer", void.class);
            CANCELLED = Handles.getter(multi, "cancelled", boolean.class);
            ATTEMPTS = Handles.getterIfPresent(multi, "attempts", AtomicInteger.class);
            STATUS = Handles.getter(response, "statusCode", int.class);
            HEADERS = Handles.getter(response, "headers", HttpHeaders.class);
            REQUEST_OF_RESPONSE = Handles.method(response, "request", request);
            EXCHANGE_OF_RESPONSE = Handles.getter(response, "exchange", exchange);
            MULTI = Handles.getter(exchange, "multi", multi);
            FOR_AUTHENTICATION = Handles.staticMethod(request, "newInstanceForAuthentication", request, request);
            RESPONSE = Handles.fieldIfPresent(multi, "response", HttpResponse.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private ClientInternals() {}

    /** Whether the request goes through an HTTP proxy that sees its header fields. */
    static boolean isReadByProxy(HttpRequest request) throws Throwable {
        return (InetSocketAddress) PROXY.invokeExact((Object) request) != null
                && !(boolean) SECURE.invokeExact((Object) request);
    }

    /** The request of a {@code Http1Request} or of a {@code Stream}. */
    static Object requestOf(JavaNetHttpSite site, Object sender) throws Throwable {
        MethodHandle getter = site == JavaNetHttpSite.SEND_BODY_1 ? REQUEST_OF_HTTP1 : REQUEST_OF_STREAM;
        return (Object) getter.invokeExact(sender);
    }

    static boolean isWebSocket(HttpRequest request) throws Throwable {
        return (boolean) WEB_SOCKET.invokeExact((Object) request);
    }

    static void setSystemHeader(HttpRequest request, String name, String value) {
        try {
            SET_SYSTEM_HEADER.invokeExact((Object) request, name, value);
        } catch (Throwable e) {
            throw SneakyThrow.of(e);
        }
    }

    /**
     * The field that the client itself or we have added; null if neither has. Where it cannot be seen, a client with an
     * {@code Authenticator} counts as one that has added it.
     */
    static @Nullable String systemHeader(Object multi, HttpRequest request, String name) throws Throwable {
        MethodHandle map = SYSTEM_HEADERS_MAP;
        if (map == null) {
            return client(multi).authenticator().isPresent() ? "" : null;
        }
        Map<?, ?> headers = (Map<?, ?>) map.invokeExact((Object) SYSTEM_HEADERS.invokeExact((Object) request));
        return headers.get(name) instanceof List<?> values && !values.isEmpty() ? (String) values.get(0) : null;
    }

    static HttpClient client(Object multi) throws Throwable {
        return (HttpClient) (Object) CLIENT.invokeExact(multi);
    }

    /** Whether this is a request of our own, or one that the program sends by our library for a session of its own. */
    static boolean isOurs(Object multi) throws Throwable {
        Class<?> handler = ((HttpResponse.BodyHandler<?>) BODY_HANDLER.invokeExact(multi)).getClass();
        for (Class<?> type : handler.getInterfaces()) {
            if (type.getSimpleName().equals(OURS)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Where the client runs what is dependent on a response: the executor of the application, else the client's own, else
     * the caller's thread.
     */
    static Executor executor(Object multi) throws Throwable {
        MethodHandle delegate = DELEGATE;
        return delegate != null
                ? (Executor) delegate.invokeExact((Object) EXECUTOR.invokeExact(multi))
                : client(multi).executor().orElse(Runnable::run);
    }

    /** Stops the timer of the request while its 401 is held, as the client would have done by then. */
    static void cancelTimer(Object multi) throws Throwable {
        MethodHandle cancel = CANCEL_TIMER;
        if (cancel != null && !RequestTimer.coversBody(Runtime.version().feature())) {
            cancel.invokeExact(multi);
        }
    }

    static boolean isCancelled(Object multi) throws Throwable {
        return (boolean) CANCELLED.invokeExact(multi);
    }

    /** Our resend does not count among the few that the client allows itself. */
    static void forgiveAttempt(Object multi) throws Throwable {
        MethodHandle attempts = ATTEMPTS;
        if (attempts != null) {
            ((AtomicInteger) attempts.invokeExact(multi)).decrementAndGet();
        }
    }

    static int status(Object response) throws Throwable {
        return (int) STATUS.invokeExact(response);
    }

    static List<String> headers(Object response, String name) {
        try {
            return ((HttpHeaders) HEADERS.invokeExact(response)).allValues(name);
        } catch (Throwable e) {
            throw SneakyThrow.of(e);
        }
    }

    /** Where the application's request began, before all redirects. */
    static URI start(Object multi) throws Throwable {
        return ((HttpRequest) USER_REQUEST.invokeExact(multi)).uri();
    }

    static Object multiExchange(Object exchange) throws Throwable {
        return (Object) MULTI.invokeExact(exchange);
    }

    static Object exchangeOf(Object response) throws Throwable {
        return (Object) EXCHANGE_OF_RESPONSE.invokeExact(response);
    }

    /** The request of a response once more, as the client makes it for an answer to a challenge. */
    static Object again(Object response) throws Throwable {
        return (Object) FOR_AUTHENTICATION.invokeExact((Object) REQUEST_OF_RESPONSE.invokeExact(response));
    }

    static boolean isAuthenticationFilter(Object filter) {
        return filter.getClass() == AUTHENTICATION_FILTER;
    }

    /** Takes the last response out of the chain that the application can walk through. */
    static void hideLastResponse(Object multi) {
        VarHandle response = RESPONSE;
        HttpResponse<?> last = response == null ? null : (HttpResponse<?>) response.getVolatile(multi);
        if (response != null && last != null) {
            response.setVolatile(multi, last.previousResponse().orElse(null));
        }
    }
}
