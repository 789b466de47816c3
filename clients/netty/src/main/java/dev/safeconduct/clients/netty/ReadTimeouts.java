package dev.safeconduct.clients.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The client's timeouts for reading, as its channel has them: they go on while a response is held. */
final class ReadTimeouts {

    /** By its name, as in OSGi the codec's loader, which this class has, does not see it. */
    private static final String IDLE = "io.netty.handler.timeout.IdleStateHandler";

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
            long millis = millis(handler);
            if (millis > 0) {
                least = Math.min(least, millis);
            }
        }
        long left = least - EARLY_MILLIS - TimeUnit.NANOSECONDS.toMillis(nanos);
        return least == Long.MAX_VALUE
                ? null
                : channel.eventLoop().schedule(task, Math.max(0, left), TimeUnit.MILLISECONDS);
    }

    /** Zero if it has none. */
    private static long millis(ChannelHandler handler) {
        Class<?> idle = ClientObjects.type(handler.getClass(), IDLE);
        try {
            return idle == null
                    ? 0
                    : (long) idle.getMethod("getReaderIdleTimeInMillis").invoke(handler);
        } catch (ReflectiveOperationException e) {
            return 0;
        }
    }
}
