package dev.safeconduct.agent.hook.javanethttp;

import dev.safeconduct.agent.hook.BridgeHandlers;
import dev.safeconduct.agent.hook.FirstUse;
import dev.safeconduct.agent.hook.SneakyThrow;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** What the bridge calls for one join point. */
final class JavaNetHttpHandler implements BiFunction<Object, @Nullable Object, @Nullable Object> {

    private final int call;
    private final FirstUse<JdkHttpExchanges> exchanges;

    JavaNetHttpHandler(int call, FirstUse<JdkHttpExchanges> exchanges) {
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
                        ? NativeExchange.responseAsync(first)
                        : NativeExchange.filter(first, second);
            }
            return call == BridgeHandlers.EXCHANGE
                    ? decisions.exchange(first, second)
                    : decisions.filter(first, second);
        } catch (Throwable e) {
            throw SneakyThrow.of(e);
        }
    }
}
