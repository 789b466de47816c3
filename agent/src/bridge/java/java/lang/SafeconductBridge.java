package java.lang;

import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

/**
 * Stands in the JDK's own package, so that woven JDK classes can reach the agent. Uses JDK types only, and its one field
 * is set once, by the agent, which alone can look it up.
 *
 * <p>The host can call these methods too. It gets nothing by that: none gives out a token, and none does more than what
 * the woven class does anyway.
 */
public final class SafeconductBridge {

    /** By their number, which {@code dev.safeconduct.agent.hook.BridgeHandlers} has too. */
    private static volatile BiFunction<Object, Object, Object>[] handlers;

    private SafeconductBridge() {}

    /** In place of {@code Exchange.responseAsync()}. */
    public static CompletableFuture<?> exchange(Object exchange, Object multiExchange) {
        return (CompletableFuture<?>) handlers[0].apply(exchange, multiExchange);
    }

    /** In place of {@code HeaderFilter.response(Response)}. */
    public static Object filter(Object filter, Object response) {
        return handlers[1].apply(filter, response);
    }

    /** Before {@code sun.net.www.http.HttpClient.writeRequests}. */
    public static void beforeWrite(Object connection) {
        Object unused = handlers[2].apply(connection, null);
    }

    /** In place of {@code HttpURLConnection.getServerAuthentication}. */
    public static Object serverAuthentication(Object connection, Object header) {
        return handlers[3].apply(connection, header);
    }

    /** In place of {@code HttpURLConnection.followRedirect}. */
    public static boolean followRedirect(Object connection) {
        return (Boolean) handlers[4].apply(connection, null);
    }

    /** Before {@code HttpURLConnection.getOutputStream} connects. */
    public static void beforeConnect(Object connection) {
        Object unused = handlers[6].apply(connection, null);
    }

    /** In place of {@code HttpURLConnection.maxRedirects}. */
    public static int maxRedirects(Object connection) {
        return (Integer) handlers[5].apply(connection, null);
    }
}
