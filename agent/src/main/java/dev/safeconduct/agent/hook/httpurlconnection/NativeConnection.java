package dev.safeconduct.agent.hook.httpurlconnection;

import dev.safeconduct.agent.hook.Handles;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * What was there before the weaving. A class of its own: it works wherever the weaving succeeded, even where
 * {@link ConnectionInternals} do not.
 */
final class NativeConnection {

    private static final MethodHandle SERVER_AUTHENTICATION;
    private static final MethodHandle FOLLOW_REDIRECT;

    static {
        try {
            Handles handles = new Handles(ClassLoader.getPlatformClassLoader());
            String http = "sun.net.www.protocol.http.";
            Class<?> connection = handles.type(http + "HttpURLConnection");
            SERVER_AUTHENTICATION = Handles.method(
                    connection,
                    "getServerAuthentication",
                    handles.type(http + "AuthenticationInfo"),
                    handles.type(http + "AuthenticationHeader"));
            FOLLOW_REDIRECT = Handles.method(connection, "followRedirect", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private NativeConnection() {}

    static @Nullable Object serverAuthentication(Object connection, @Nullable Object header) throws Throwable {
        return (Object) SERVER_AUTHENTICATION.invokeExact(connection, header);
    }

    static boolean followRedirect(Object connection) throws Throwable {
        return (boolean) FOLLOW_REDIRECT.invokeExact(connection);
    }
}
