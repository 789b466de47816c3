package dev.safeconduct.agent.hook.httpurlconnection;

import dev.safeconduct.agent.hook.BridgeHandlers;
import dev.safeconduct.agent.hook.FirstUse;
import dev.safeconduct.agent.hook.SneakyThrow;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** What the bridge calls for one join point. */
final class HttpUrlConnectionHandler implements BiFunction<Object, @Nullable Object, @Nullable Object> {

    private final int call;
    private final FirstUse<UrlConnections> connections;

    HttpUrlConnectionHandler(int call, FirstUse<UrlConnections> connections) {
        this.call = call;
        this.connections = connections;
    }

    @Override
    public @Nullable Object apply(Object connection, @Nullable Object header) {
        try {
            UrlConnections decisions;
            try {
                decisions = connections.get();
            } catch (Throwable e) {
                // Our jar is gone, or another one now: the host must not feel it.
                return switch (call) {
                    case BridgeHandlers.BEFORE_CONNECT, BridgeHandlers.BEFORE_WRITE -> null;
                    case BridgeHandlers.SERVER_AUTHENTICATION ->
                        NativeConnection.serverAuthentication(connection, header);
                    case BridgeHandlers.FOLLOW_REDIRECT -> NativeConnection.followRedirect(connection);
                    default -> NativeConnection.maxRedirects();
                };
            }
            return switch (call) {
                case BridgeHandlers.BEFORE_CONNECT -> {
                    decisions.beforeConnect(connection);
                    yield null;
                }
                case BridgeHandlers.BEFORE_WRITE -> {
                    decisions.beforeWrite(connection);
                    yield null;
                }
                case BridgeHandlers.SERVER_AUTHENTICATION -> decisions.serverAuthentication(connection, header);
                case BridgeHandlers.FOLLOW_REDIRECT -> decisions.followRedirect(connection);
                default -> decisions.maxRedirects(connection);
            };
        } catch (Throwable e) {
            throw SneakyThrow.of(e);
        }
    }
}
