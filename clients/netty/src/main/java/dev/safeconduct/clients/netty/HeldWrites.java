package dev.safeconduct.clients.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What the client writes while it has to wait, in its order. As long as there is something, the channel says that it is
 * not writable, so that a large body stays where it is; a stream of HTTP/2 says so by itself. For one event loop.
 */
final class HeldWrites {

    /** One of the 31 reasons that a channel has for not being writable; Netty's traffic shaping has the first three. */
    private static final int REASON = 23;

    private record Held(Object message, ChannelPromise promise) {}

    private final Deque<Held> queue = new ArrayDeque<>();

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** The message that comes next; null if nothing is held. */
    @Nullable Object next() {
        Held first = queue.peek();
        return first == null ? null : first.message;
    }

    void add(Channel channel, Object message, ChannelPromise promise) {
        queue.add(new Held(message, promise));
        if (queue.size() == 1) {
            setWritable(channel, false);
        }
    }

    /** The same for one that comes before all others. */
    void putBack(Channel channel, Object message, ChannelPromise promise) {
        queue.addFirst(new Held(message, promise));
        if (queue.size() == 1) {
            setWritable(channel, false);
        }
    }

    /** How one is written. */
    @FunctionalInterface
    interface Writer {
        void write(Object message, ChannelPromise promise);
    }

    /** Takes the first out and writes it. */
    void writeNext(Writer writer) {
        Held first = queue.remove();
        writer.write(first.message, first.promise);
    }

    /** Lets the client go on, if there is nothing left. */
    void letClientGoOn(Channel channel) {
        if (queue.isEmpty()) {
            setWritable(channel, true);
        }
    }

    void fail(Throwable cause) {
        for (Held held = queue.poll(); held != null; held = queue.poll()) {
            ReferenceCountUtil.release(held.message);
            held.promise.tryFailure(cause);
        }
    }

    private static void setWritable(Channel channel, boolean writable) {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        if (buffer != null) {
            buffer.setUserDefinedWritability(REASON, writable);
        }
    }
}
