package dev.safeconduct.client.internal.token;

import dev.safeconduct.spi.TransientException;
import java.time.Duration;

/** Another owner kept the lease of a token for as long as was waited: most likely it is being refreshed. */
final class LeaseTakenException extends TransientException {

    private static final long serialVersionUID = 1L;

    LeaseTakenException(String server, Duration waited) {
        super(
                "Another process has been refreshing the token of " + server + " for " + waited.toSeconds()
                        + " s. Look for one that is stopped, as in a debugger, or try it again.",
                null);
    }
}
