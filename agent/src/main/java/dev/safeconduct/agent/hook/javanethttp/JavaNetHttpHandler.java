package dev.safeconduct.agent.hook.javanethttp;

import dev.safeconduct.agent.hook.FirstUse;
import dev.safeconduct.agent.hook.SneakyThrow;
import java.net.http.HttpRequest.BodyPublisher;
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
    public @Nullable Object apply(Object receiver, @Nullable Object argument) {
        try {
            JdkHttpExchanges decisions;
            try {
                decisions = exchanges.get();
            } catch (Throwable e) {
                // Our jar is gone, or another one now: the host must not feel it.
                return natively(receiver, argument);
            }
            return switch (site) {
                case EXCHANGE -> decisions.exchange(receiver);
                case FILTER -> decisions.filter(receiver, Objects.requireNonNull(argument));
                case READ_BODY -> decisions.readBody(receiver, Objects.requireNonNull(argument));
                case IGNORE_BODY -> decisions.ignoreBody(receiver);
                case SEND_BODY_1, SEND_BODY_2 -> decisions.body(site, receiver, (BodyPublisher) argument);
            };
        } catch (Throwable e) {
            throw SneakyThrow.of(e);
        }
    }

    private @Nullable Object natively(Object receiver, @Nullable Object argument) throws Throwable {
        return switch (site) {
            case EXCHANGE -> NativeExchange.responseAsync(receiver);
            case FILTER -> NativeExchange.filter(receiver, Objects.requireNonNull(argument));
            case READ_BODY -> NativeExchange.readBody(receiver, Objects.requireNonNull(argument));
            case IGNORE_BODY -> NativeExchange.ignoreBody(receiver);
            case SEND_BODY_1, SEND_BODY_2 -> argument;
        };
    }
}
