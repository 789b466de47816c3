package dev.safeconduct.agent.hook.javanethttp;

import dev.safeconduct.agent.hook.FirstUse;
import dev.safeconduct.agent.hook.SneakyThrow;
import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.Flow;
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
    public @Nullable Object apply(Object self, @Nullable Object operands) {
        try {
            Object[] call = (Object[]) Objects.requireNonNull(operands);
            JdkHttpExchanges decisions;
            try {
                decisions = exchanges.get();
            } catch (Throwable e) {
                // Our jar is gone, or another one now: the host must not feel it.
                return natively(call);
            }
            return switch (site) {
                case EXCHANGE -> decisions.exchange(call[0], self);
                case FILTER -> decisions.filter(call[0], call[1]);
                case READ_BODY -> decisions.readBody(call[0], self, call[1]);
                case IGNORE_BODY -> decisions.ignoreBody(call[0], self);
                case SEND_BODY_1, SEND_BODY_2 -> {
                    decisions.sendBody(site, self, (BodyPublisher) call[0], subscriber(call[1]));
                    yield null;
                }
            };
        } catch (Throwable e) {
            throw SneakyThrow.of(e);
        }
    }

    private @Nullable Object natively(Object[] call) throws Throwable {
        return switch (site) {
            case EXCHANGE -> NativeExchange.responseAsync(call[0]);
            case FILTER -> NativeExchange.filter(call[0], call[1]);
            case READ_BODY -> NativeExchange.readBody(call[0], call[1]);
            case IGNORE_BODY -> NativeExchange.ignoreBody(call[0]);
            case SEND_BODY_1, SEND_BODY_2 -> {
                ((BodyPublisher) call[0]).subscribe(subscriber(call[1]));
                yield null;
            }
        };
    }

    @SuppressWarnings("unchecked")
    private static Flow.Subscriber<? super ByteBuffer> subscriber(Object subscriber) {
        return (Flow.Subscriber<? super ByteBuffer>) subscriber;
    }
}
