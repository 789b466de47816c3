package dev.safeconduct.client.internal.login;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long to wait between the token requests of a device (RFC 8628 §3.5). Immutable.
 *
 * @param interval what the server asks for
 * @param failures how many requests in a row got no response that counts
 */
record PollingPace(Duration interval, int failures) {

    /** Where the server says nothing (§3.2), and by how much {@code slow_down} lengthens it. */
    private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);

    private static final Duration SHORTEST = Duration.ofSeconds(1);

    /** Failures do not lengthen it beyond this: the person may have entered the code meanwhile. */
    private static final Duration LONGEST_AFTER_FAILURE = Duration.ofMinutes(1);

    private static final int MAX_DOUBLINGS = 6;

    /** The pace at first. */
    static PollingPace of(@Nullable Duration interval) {
        Duration asked = interval == null ? FIVE_SECONDS : interval;
        return new PollingPace(asked.compareTo(SHORTEST) < 0 ? SHORTEST : asked, 0);
    }

    /** After {@code authorization_pending}. */
    PollingPace answered() {
        return new PollingPace(interval, 0);
    }

    /** After {@code slow_down}: for this request and all that follow. */
    PollingPace slowedDown() {
        return new PollingPace(interval.plus(FIVE_SECONDS), 0);
    }

    /** After a network error, or a server's error that passes. */
    PollingPace failed() {
        return new PollingPace(interval, Math.min(failures + 1, MAX_DOUBLINGS));
    }

    /** How long to wait after the last response until the next request. */
    Duration pause() {
        Duration backedOff = interval.multipliedBy(1L << failures);
        Duration limit = interval.compareTo(LONGEST_AFTER_FAILURE) > 0 ? interval : LONGEST_AFTER_FAILURE;
        return backedOff.compareTo(limit) > 0 ? limit : backedOff;
    }
}
