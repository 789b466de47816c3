package dev.safeconduct.agent.instrumentation.jdkhttp;

import dev.safeconduct.agent.instrumentation.AgentContext;
import dev.safeconduct.agent.instrumentation.BridgeHandlers;
import dev.safeconduct.agent.instrumentation.SneakyThrow;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** What the bridge calls. Loads what is behind it at the first call, when the client's classes are all there. */
final class JdkHttpHandler implements BiFunction<Object, @Nullable Object, @Nullable Object> {

    private static volatile @Nullable JdkHttpExchanges exchanges;

    private final int call;
    private final AgentContext context;

    JdkHttpHandler(int call, AgentContext context) {
        this.call = call;
        this.context = context;
    }

    @Override
    public @Nullable Object apply(Object first, @Nullable Object second) {
        try {
            Objects.requireNonNull(second);
            return call == BridgeHandlers.EXCHANGE
                    ? exchanges(context).exchange(first, second)
                    : exchanges(context).filter(first, second);
        } catch (Throwable e) {
            throw SneakyThrow.of(e);
        }
    }

    private static JdkHttpExchanges exchanges(AgentContext context) {
        JdkHttpExchanges known = exchanges;
        return known != null ? known : open(context);
    }

    private static synchronized JdkHttpExchanges open(AgentContext context) {
        JdkHttpExchanges known = exchanges;
        if (known == null) {
            known = new JdkHttpExchanges(context);
            exchanges = known;
        }
        return known;
    }
}
