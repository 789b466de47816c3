package dev.safeconduct.client.internal.request;

import dev.safeconduct.client.internal.dpop.Nonces;
import dev.safeconduct.client.internal.log.MinuteLog;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * What all exchanges of one client have in common.
 *
 * @param limit what no request waits longer than for a token, whatever its own timeout
 * @param handover runs what depends on a decision that came late, which may be the application's code; never loses a task
 * @param warnings lines for the user
 * @param nonces what servers want to see in proofs
 */
public record ExchangeSettings(Duration limit, Executor handover, MinuteLog warnings, Nonces nonces) {

    /** Of a client that has heard of no nonce yet. */
    public ExchangeSettings(Duration limit, Executor handover, MinuteLog warnings) {
        this(limit, handover, warnings, new Nonces());
    }
}
