package dev.safeconduct.agent.hook.javanethttp;

import dev.safeconduct.client.internal.jdkclient.HeldBody;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The body of a 401 while it is not known yet whether it is the application's. Its beginning is read at once, so that a
 * connection that ends meanwhile does not take it along, and one that goes on is free for other requests.
 */
final class HeldResponse implements BodyHandler<Object> {

    private final HeldBody<Object> body = new HeldBody<>();
    private @Nullable ResponseInfo info;
    private @Nullable CompletableFuture<Object> read;

    /** Starts reading; blocks for nothing. */
    static HeldResponse read(Object exchange) throws Throwable {
        HeldResponse held = new HeldResponse();
        held.read = NativeExchange.readBody(exchange, held);
        return held;
    }

    @Override
    public BodySubscriber<Object> apply(ResponseInfo responseInfo) {
        info = responseInfo;
        return body;
    }

    /**
     * The application gets the body, from its first byte on.
     *
     * @return null if the client has not asked what to do with the body yet, so that it can do so now
     */
    @Nullable CompletableFuture<Object> deliver(BodyHandler<Object> handler) {
        ResponseInfo known = info;
        if (known == null) {
            return null;
        }
        body.deliver(handler, known);
        return read;
    }

    /** Discards it: it is not passed on. */
    @Nullable CompletableFuture<Object> discard() {
        body.discard();
        CompletableFuture<Object> end = read;
        return end == null
                ? null
                : end.handle((value, failure) -> {
                    body.cutOff();
                    return (Object) null;
                });
    }
}
