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
            JdkHttpExchanges decisions;
            try {
                decisions = exchanges.get();
            } catch (Throwable e) {
                // Our jar is gone, or another one now: the host must not feel it.
                return call == BridgeHandlers.EXCHANGE
                        ? NativeCalls.responseAsync(first)
                        : NativeCalls.filter(first, second);
            }
            return call == BridgeHandlers.EXCHANGE
                    ? decisions.exchange(first, second)
                    : decisions.filter(first, second);
        } catch (Throwable e) {
            throw SneakyThrow.of(e);
        }
    }
}
