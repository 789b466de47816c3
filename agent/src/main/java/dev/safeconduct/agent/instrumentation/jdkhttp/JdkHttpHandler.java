package dev.safeconduct.agent.instrumentation.jdkhttp;

import dev.safeconduct.agent.instrumentation.BridgeHandlers;
import dev.safeconduct.agent.instrumentation.FirstUse;
import dev.safeconduct.agent.instrumentation.SneakyThrow;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** What the bridge calls for one join point. */
final class JdkHttpHandler implements BiFunction<Object, @Nullable Object, @Nullable Object> {

    private final int call;
    private final FirstUse<JdkHttpExchanges> exchanges;

    JdkHttpHandler(int call, FirstUse<JdkHttpExchanges> exchanges) {
        this.call = call;
        this.exchanges = exchanges;
    }

    @Override
    public @Nullable Object apply(Object first, @Nullable Object second) {
        try {
            Objects.requireNonNull(second);
            return call == BridgeHandlers.EXCHANGE
                    ? exchanges.get().exchange(first, second)
                    : exchanges.get().filter(first, second);
        } catch (Throwable e) {
            throw SneakyThrow.of(e);
        }
    }
}
