package dev.safeconduct.client.internal.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.oauth.Token;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RenewalWindowTest {

    private static final Instant ISSUED = Instant.parse("2026-01-01T00:00:00Z");
    private static final int PROCESSES = 1_000;

    private static Token token(Duration lifetime) {
        return new Token("at", Authorization.BEARER, "rt", ISSUED, ISSUED.plus(lifetime), null, null);
    }

    /** When each of a thousand processes begins, after the token was issued. */
    private static List<Duration> beginnings(Duration lifetime) {
        SplittableRandom random = new SplittableRandom(1);
        return IntStream.range(0, PROCESSES)
                .mapToObj(i -> lifetime.minus(new RenewalWindow(random).of(token(lifetime))))
                .toList();
    }

    @Test
    void a_thousand_processes_that_share_a_token_begin_all_over_a_fifth_of_the_window() {
        List<Duration> beginnings = beginnings(Duration.ofHours(1));
        assertThat(beginnings).allMatch(at -> !at.minusMinutes(55).isNegative());
        assertThat(beginnings).allMatch(at -> at.compareTo(Duration.ofMinutes(56)) <= 0);
        for (int second = 0; second < 60; second += 6) {
            Duration from = Duration.ofMinutes(55).plusSeconds(second);
            assertThat(beginnings)
                    .as("in the %s seconds from %s", 6, from)
                    .filteredOn(at -> at.compareTo(from) >= 0 && at.compareTo(from.plusSeconds(6)) < 0)
                    .hasSizeBetween(70, 130);
        }
    }

    @Test
    void none_begins_before_the_window_nor_when_the_token_counts_as_expired() {
        for (Duration lifetime :
                List.of(Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofDays(30))) {
            Duration window = Duration.ofSeconds(Math.min(300, lifetime.toSeconds()))
                    .dividedBy(lifetime.toMinutes() < 20 ? 4 : 1);
            Duration expired = lifetime.minus(Margins.expiry(token(lifetime)));
            assertThat(beginnings(lifetime))
                    .as("%s", lifetime)
                    .allMatch(at -> at.compareTo(lifetime.minus(window)) >= 0)
                    .allMatch(at -> at.compareTo(expired) < 0);
        }
    }

    @Test
    void a_process_keeps_what_chance_chose() {
        RenewalWindow window = new RenewalWindow(new SplittableRandom(7));
        Duration first = window.of(token(Duration.ofHours(1)));
        assertThat(window.of(token(Duration.ofHours(1)))).isEqualTo(first);
        assertThat(window.of(token(Duration.ofMinutes(20)))).isEqualTo(first);
        assertThat(new RenewalWindow(new SplittableRandom(7)).of(token(Duration.ofHours(1))))
                .isEqualTo(first);
    }
}
