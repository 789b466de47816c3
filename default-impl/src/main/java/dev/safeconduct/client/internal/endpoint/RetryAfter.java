package dev.safeconduct.client.internal.endpoint;

import dev.safeconduct.client.internal.transport.HttpResult;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code Retry-After} in seconds (RFC 9110 §10.2.3); a date says nothing where the clocks differ, and is ignored. */
final class RetryAfter {

    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

    private RetryAfter() {}

    /** How long the server asks to wait; null if it does not. */
    static @Nullable Duration of(HttpResult answer) {
        String value = answer.header("Retry-After");
        return value != null && SECONDS.matcher(value.strip()).matches()
                ? Duration.ofSeconds(Long.parseLong(value.strip()))
                : null;
    }
}
