package dev.safeconduct.client.internal.config;

import java.time.DateTimeException;
import java.time.Duration;

/** Reads times as people write them: {@code 500ms}, {@code 20s}, {@code 10m}, {@code 2h}, {@code 1d}, {@code PT20S}. */
final class Durations {

    private static final String HINT = "write a number with a unit, for example 500ms, 20s, 10m, 2h, 1d or PT20S";

    /** Far more than a user waits, and far from where adding it to a time overflows. */
    private static final Duration LONGEST = Duration.ofDays(3650);

    private Durations() {}

    /**
     * Reads a time.
     *
     * @throws IllegalArgumentException if it is not a duration, negative, or absurdly long; the message says what to do
     */
    static Duration parse(String text) {
        Duration duration;
        try {
            duration = text.startsWith("P") || text.startsWith("p") ? Duration.parse(text) : withUnit(text);
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException("is not a time: " + HINT, e);
        }
        if (duration.isNegative() || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("is negative or longer than ten years");
        }
        return duration;
    }

    private static Duration withUnit(String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        if (digits > 0 && digits == text.length()) {
            throw new IllegalArgumentException("has no unit: " + HINT);
        }
        long amount = Long.parseLong(text.substring(0, digits));
        return switch (text.substring(digits)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            case "d" -> Duration.ofDays(amount);
            default -> throw new NumberFormatException();
        };
    }
}
