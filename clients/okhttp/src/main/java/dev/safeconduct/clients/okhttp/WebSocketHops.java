package dev.safeconduct.clients.okhttp;

import dev.safeconduct.client.request.RequestAuthorizer;
import java.lang.reflect.Field;
import java.util.List;
import okhttp3.Interceptor;
import okhttp3.Request;

/**
 * The handshake of a WebSocket, for which OkHttp calls no network interceptor. An application interceptor is not a
 * substitute: it sees neither the redirects of a handshake nor its proxy, so it cannot tell who would read a token.
 */
final class WebSocketHops {

    /** What a call goes through, as OkHttp's own chain names it: a list of that call alone, in 3.12 to 5. */
    private static final String INTERCEPTORS = "interceptors";

    private WebSocketHops() {}

    static boolean isHandshake(Request request) {
        return "websocket".equalsIgnoreCase(request.header("Upgrade"));
    }

    /**
     * Whether a {@link HopInterceptor} sees each hop of a call; if it is missing so far, one is put where network
     * interceptors have their place, in front of what talks to the server.
     *
     * @return false if that cannot be done, as where OkHttp is a named module
     */
    static boolean areSeen(Interceptor.Chain chain, RequestAuthorizer authorizer) {
        try {
            List<Interceptor> all = interceptors(chain);
            if (all.stream().noneMatch(HopInterceptor.class::isInstance)) {
                all.add(all.size() - 1, new HopInterceptor(authorizer));
            }
            return true;
        } catch (ReflectiveOperationException | RuntimeException e) {
            return false;
        }
    }

    @SuppressWarnings("unchecked") // as it is declared
    private static List<Interceptor> interceptors(Interceptor.Chain chain) throws ReflectiveOperationException {
        Field field = chain.getClass().getDeclaredField(INTERCEPTORS);
        field.setAccessible(true);
        return (List<Interceptor>) field.get(chain);
    }
}
