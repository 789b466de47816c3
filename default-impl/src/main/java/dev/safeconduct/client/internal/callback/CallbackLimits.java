package dev.safeconduct.client.internal.callback;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What the callback server allows.
 *
 * @param headTimeout for the whole head of a request, however it trickles in
 * @param headBytes the size of such a head
 * @param connections at a time
 * @param pageWait how long the page waits to hear how the login ended
 * @param linger how long a port stays open after its last login was closed, if the browser came
 * @param ticker nanoseconds, from any origin
 */
record CallbackLimits(
        Duration headTimeout, int headBytes, int connections, Duration pageWait, Duration linger, LongSupplier ticker) {

    static final CallbackLimits DEFAULT = new CallbackLimits(
            Duration.ofSeconds(2), 16 * 1024, 64, Duration.ofSeconds(20), Duration.ofSeconds(3), System::nanoTime);
}
