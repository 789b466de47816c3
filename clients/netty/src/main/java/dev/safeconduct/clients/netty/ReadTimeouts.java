package dev.safeconduct.clients.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The client's timeouts for reading, as its channel has them: they go on while a response is held. */
final class ReadTimeouts {

    /** Before it ends, so that the client sees the response and not its timeout. */
    private static final long EARLY_MILLIS = 50;

    private ReadTimeouts() {}

    /**
     * Has something done a moment before the client's read timeout ends.
     *
     * @param nanos how much of it has gone by
     * @return null if it has none
     */
    static @Nullable Future<?> before(Channel channel, long nanos, Runnable task) {
        long least = Long.MAX_VALUE;
        for (ChannelHandler handler : channel.pipeline().toMap().values()) {
            if (handler instanceof IdleStateHandler idle && idle.getReaderIdleTimeInMillis() > 0) {
                least = Math.min(least, idle.getReaderIdleTimeInMillis());
            }
        }
        long left = least - EARLY_MILLIS - TimeUnit.NANOSECONDS.toMillis(nanos);
        return least == Long.MAX_VALUE
                ? null
                : channel.eventLoop().schedule(task, Math.max(0, left), TimeUnit.MILLISECONDS);
    }
}
