package dev.safeconduct.clients.armeria;

import com.linecorp.armeria.client.ClientRequestContext;
import com.linecorp.armeria.common.util.TimeoutMode;
import java.time.Duration;

/** A request's own timeout: with each context that is derived from its own Armeria begins to count once more. Immutable. */
final class ResponseTimeout {

    private static final Duration MARGIN = Duration.ofMillis(100);

    /** Zero if it has none. */
    private final long millis;

    private final long begin = System.nanoTime();

    /** Of a request that begins now. */
    ResponseTimeout(ClientRequestContext context) {
        this.millis = context.responseTimeoutMillis();
    }

    /** What a wait is bounded by, so that a response which is held is the program's before Armeria's timer ends it. */
    static Duration early(ClientRequestContext context) {
        Duration timeout = Duration.ofMillis(context.responseTimeoutMillis());
        Duration tenth = timeout.dividedBy(10);
        return timeout.minus(tenth.compareTo(MARGIN) < 0 ? tenth : MARGIN);
    }

    /** Lets a context have what is left. */
    void setLeft(ClientRequestContext derived) {
        long passed = Duration.ofNanos(System.nanoTime() - begin).toMillis();
        if (millis > 0 && passed > 0) {
            derived.setResponseTimeoutMillis(TimeoutMode.SET_FROM_START, Math.max(1, millis - passed));
        }
    }
}
