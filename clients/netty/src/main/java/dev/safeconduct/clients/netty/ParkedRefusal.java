package dev.safeconduct.clients.netty;

import io.netty.buffer.ByteBufHolder;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A refusal that the client has not seen yet, up to 64 KiB of its body. For one event loop. */
final class ParkedRefusal {

    private static final int MOST = 64 * 1024;

    private final CompletableFuture<Boolean> again;
    private final List<Object> messages = new ArrayList<>();
    private int length;
    private boolean isWhole;
    private boolean isAnswered;
    private @Nullable Future<?> limit;

    /** @param again whether it leads to a resend, once that is known */
    ParkedRefusal(CompletableFuture<Boolean> again) {
        this.again = again;
    }

    void add(Object message, boolean isLast) {
        messages.add(message);
        if (message instanceof ByteBufHolder holder) {
            length += holder.content().readableBytes();
        }
        isWhole |= isLast;
    }

    /** Whether it has ended: its connection or stream is free. */
    boolean isWhole() {
        return isWhole;
    }

    /** Whether it is the client's: it leads to no resend, or cannot, as it goes on and on. */
    boolean isForClient() {
        return length > MOST || (again.isDone() && !again.join());
    }

    /** Whether the request is to be sent again, now. */
    boolean leadsToResend() {
        return !isAnswered && isWhole && again.isDone() && again.join();
    }

    /** The request is sent again. It is kept until there is a response: without one it is still the client's. */
    void answered() {
        endLimit();
        isAnswered = true;
    }

    boolean isAnswered() {
        return isAnswered;
    }

    /** What ends the wait; null if nothing does. */
    void limit(@Nullable Future<?> timer) {
        limit = timer;
    }

    /** The wait is over. */
    private void endLimit() {
        if (limit != null) {
            limit.cancel(false);
        }
    }

    /** Gives its messages on, which are the receiver's to release. */
    void handTo(Consumer<Object> receiver) {
        endLimit();
        messages.forEach(receiver);
    }

    void release() {
        endLimit();
        messages.forEach(ReferenceCountUtil::release);
    }
}
