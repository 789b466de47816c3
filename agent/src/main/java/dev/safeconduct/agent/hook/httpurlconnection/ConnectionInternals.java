package dev.safeconduct.agent.hook.httpurlconnection;

import dev.safeconduct.agent.hook.Handles;
import dev.safeconduct.agent.hook.SneakyThrow;
import java.io.OutputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The members that are used; {@link HttpUrlConnectionHook#members} lists them all. */
final class ConnectionInternals {

    private static final MethodHandle REQUESTS;
    private static final MethodHandle RESPONSES;
    private static final VarHandle RESPONSE_CODE;
    private static final VarHandle CHUNK_LENGTH;
    private static final VarHandle FIXED_LENGTH;
    private static final VarHandle FIXED_LENGTH_LONG;
    private static final VarHandle POSTER;
    private static final MethodHandle NEW_POSTER;
    private static final MethodHandle HTTP;
    private static final MethodHandle USING_PROXY;
    private static final MethodHandle DISCONNECT_WEB;
    private static final MethodHandle STREAMING;
    private static final MethodHandle GET_KEY;
    private static final MethodHandle GET_VALUE;
    private static final MethodHandle SET;
    private static final MethodHandle REMOVE;
    private static final MethodHandle VALUES;

    static {
        try {
            Handles handles = new Handles(ClassLoader.getPlatformClassLoader());
            Class<?> connection = handles.type("sun.net.www.protocol.http.HttpURLConnection");
            Class<?> headers = handles.type("sun.net.www.MessageHeader");
            Class<?> client = handles.type("sun.net.www.http.HttpClient");
            REQUESTS = Handles.getter(connection, "requests", headers);
            RESPONSES = Handles.getter(connection, "responses", headers);
            RESPONSE_CODE = Handles.field(HttpURLConnection.class, "responseCode", int.class);
            CHUNK_LENGTH = Handles.field(HttpURLConnection.class, "chunkLength", int.class);
            FIXED_LENGTH = Handles.field(HttpURLConnection.class, "fixedContentLength", int.class);
            FIXED_LENGTH_LONG = Handles.field(HttpURLConnection.class, "fixedContentLengthLong", long.class);
            Class<?> poster = handles.type("sun.net.www.http.PosterOutputStream");
            POSTER = Handles.field(connection, "poster", poster);
            NEW_POSTER = Handles.constructor(poster);
            HTTP = Handles.getter(connection, "http", client);
            USING_PROXY = Handles.getter(client, "usingProxy", boolean.class);
            DISCONNECT_WEB = Handles.method(connection, "disconnectWeb", void.class);
            STREAMING = Handles.method(connection, "streaming", boolean.class);
            GET_KEY = Handles.method(headers, "getKey", int.class, String.class);
            GET_VALUE = Handles.method(headers, "getValue", String.class, int.class);
            SET = Handles.method(headers, "set", void.class, String.class, String.class);
            REMOVE = Handles.method(headers, "remove", void.class, String.class);
            VALUES = Handles.method(headers, "multiValueIterator", Iterator.class, String.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private ConnectionInternals() {}

    /** The header fields of the request that is about to be written. */
    static Object requests(Object connection) throws Throwable {
        return (Object) REQUESTS.invokeExact(connection);
    }

    static List<String> responseHeaders(Object connection, String name) {
        try {
            return values((Object) RESPONSES.invokeExact(connection), name);
        } catch (Throwable e) {
            throw SneakyThrow.of(e);
        }
    }

    /** A body that was streamed, from now on as if the application had not asked for streaming. */
    static void leaveStreaming(Object connection, byte[] body) throws Throwable {
        OutputStream poster = (OutputStream) (Object) NEW_POSTER.invokeExact();
        poster.write(body);
        poster.close();
        POSTER.set(connection, poster);
        CHUNK_LENGTH.set((HttpURLConnection) connection, -1);
        FIXED_LENGTH.set((HttpURLConnection) connection, -1);
        FIXED_LENGTH_LONG.set((HttpURLConnection) connection, -1L);
        Object headers = requests(connection);
        remove(headers, "Transfer-Encoding");
        set(headers, "Content-Length", Integer.toString(body.length));
    }

    /** -1 if it is not known yet. */
    static int responseCode(Object connection) {
        return (int) RESPONSE_CODE.get((HttpURLConnection) connection);
    }

    /** @param code -1 if it is not known yet */
    static void setResponseCode(Object connection, int code) {
        RESPONSE_CODE.set((HttpURLConnection) connection, code);
    }

    /** The connection on the wire; null if it was closed meanwhile. */
    static @Nullable Object wire(Object connection) throws Throwable {
        return (Object) HTTP.invokeExact(connection);
    }

    static boolean isUsingProxy(Object wire) throws Throwable {
        return (boolean) USING_PROXY.invokeExact(wire);
    }

    /** What the JDK itself does before it answers a challenge: the connection is kept or closed. */
    static void disconnectWeb(Object connection) throws Throwable {
        DISCONNECT_WEB.invokeExact(connection);
    }

    /** Whether the body goes out as the application writes it. */
    static boolean isStreaming(Object connection) throws Throwable {
        return (boolean) STREAMING.invokeExact(connection);
    }

    static @Nullable String first(Object headers, String name) throws Throwable {
        int key = (int) GET_KEY.invokeExact(headers, name);
        return key == -1 ? null : (String) GET_VALUE.invokeExact(headers, key);
    }

    static void set(Object headers, String name, String value) {
        try {
            SET.invokeExact(headers, name, value);
        } catch (Throwable e) {
            throw SneakyThrow.of(e);
        }
    }

    static void remove(Object headers, String name) throws Throwable {
        REMOVE.invokeExact(headers, name);
    }

    static List<String> values(Object headers, String name) throws Throwable {
        Iterator<?> iterator = (Iterator<?>) VALUES.invokeExact(headers, name);
        if (!iterator.hasNext()) {
            return List.of();
        }
        String first = String.valueOf(iterator.next());
        if (!iterator.hasNext()) {
            return List.of(first);
        }
        List<String> values = new ArrayList<>(List.of(first));
        while (iterator.hasNext()) {
            values.add(String.valueOf(iterator.next()));
        }
        return values;
    }
}
