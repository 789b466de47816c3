package dev.safeconduct.agent.hook.javanethttp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequestTimerTest {

    @Test
    void the_timer_is_stopped_for_a_held_401_before_java_26_only() {
        assertThat(RequestTimer.coversBody(17)).isFalse();
        assertThat(RequestTimer.coversBody(25)).isFalse();
        assertThat(RequestTimer.coversBody(26)).isTrue();
        assertThat(RequestTimer.coversBody(27)).isTrue();
    }
}
