package dev.safeconduct.agent.instrumentation.httpurlconnection;

import dev.safeconduct.agent.instrumentation.AgentContext;
import dev.safeconduct.agent.instrumentation.BridgeHandlers;
import dev.safeconduct.agent.instrumentation.SneakyThrow;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** What the bridge calls. Loads what is behind it at the first call, when the client's classes are all there. */
final class HttpUrlConnectionHandler implements BiFunction<Object, @Nullable Object, @Nullable Object> {

    private static volatile @Nullable Connections connections;

    private final int call;
    private final AgentContext context;

    HttpUrlConnectionHandler(int call, AgentContext context) {
        this.call = call;
        this.context = context;
    }

    @Override
    public @Nullable Object apply(Object connection, @Nullable Object header) {
        Connections decisions = connections(context);
        try {
            return switch (call) {
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

    private static Connections connections(AgentContext context) {
        Connections known = connections;
        return known != null ? known : open(context);
    }

    private static synchronized Connections open(AgentContext context) {
        Connections known = connections;
        if (known == null) {
            known = new Connections(context);
            connections = known;
        }
        return known;
    }
}
