package dev.safeconduct.agent.hook.javanethttp;

import dev.safeconduct.agent.hook.FirstUse;
import dev.safeconduct.agent.hook.SneakyThrow;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** What the bridge calls at one site. */
final class JavaNetHttpHandler implements BiFunction<Object, @Nullable Object, @Nullable Object> {

    private final JavaNetHttpSite site;
    private final FirstUse<JdkHttpExchanges> exchanges;

    JavaNetHttpHandler(JavaNetHttpSite site, FirstUse<JdkHttpExchanges> exchanges) {
        this.site = site;
        this.exchanges = exchanges;
    }

    @Override
    public @Nullable Object apply(Object multi, @Nullable Object operands) {
        try {
            Object[] call = (Object[]) Objects.requireNonNull(operands);
            JdkHttpExchanges decisions;
            try {
                decisions = exchanges.get();
            } catch (Throwable e) {
                // Our jar is gone, or another one now: the host must not feel it.
                return site == JavaNetHttpSite.EXCHANGE
                        ? NativeExchange.responseAsync(call[0])
                        : NativeExchange.filter(call[0], call[1]);
            }
            return site == JavaNetHttpSite.EXCHANGE
                    ? decisions.exchange(call[0], multi)
                    : decisions.filter(call[0], call[1]);
        } catch (Throwable e) {
            throw SneakyThrow.of(e);
        }
    }
}
