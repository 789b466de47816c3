package dev.safeconduct.client.internal.request;

import dev.safeconduct.client.internal.dpop.Nonces;
import dev.safeconduct.client.internal.log.MinuteLog;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What all exchanges of one client have in common.
 *
 * @param limit what no request waits longer than for a token, whatever its own timeout
 * @param handover runs what depends on a decision that came late, which may be the application's code; never loses a task
 * @param warnings lines for the user
 * @param nonces what servers want to see in proofs
 * @param observer is told what becomes of requests; null where they are not counted, which then costs nothing
 */
public record ExchangeSettings(
        Duration limit, Executor handover, MinuteLog warnings, Nonces nonces, @Nullable ExchangeObserver observer) {

    /** Of a client that has heard of no nonce yet. */
    public ExchangeSettings(Duration limit, Executor handover, MinuteLog warnings) {
        this(limit, handover, warnings, new Nonces(), null);
    }

    /** The same for requests that are observed. */
    public ExchangeSettings observedBy(ExchangeObserver other) {
        return new ExchangeSettings(limit, handover, warnings, nonces, other);
    }
}
