package dev.safeconduct.agent.cli;

import java.time.Duration;

/** Spans of time as people say them: the largest unit, rounded down. */
final class Spans {

    private Spans() {}

    static String words(Duration span) {
        long seconds = Math.max(0, span.toSeconds());
        if (seconds >= Duration.ofDays(2).toSeconds()) {
            return number(span.toDays(), "day");
        }
        if (seconds >= Duration.ofHours(2).toSeconds()) {
            return number(span.toHours(), "hour");
        }
        return seconds >= 60 ? number(seconds / 60, "minute") : number(seconds, "second");
    }

    /** As {@code 9:58}. */
    static String clock(Duration left) {
        long seconds = Math.max(0, left.toSeconds());
        return seconds / 60 + ":" + String.format("%02d", seconds % 60);
    }

    private static String number(long count, String unit) {
        return count + " " + unit + (count == 1 ? "" : "s");
    }
}
